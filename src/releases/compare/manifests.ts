import type { Change } from '../change.ts'
import type { Layout } from '../layout.ts'
import type { LoadedRelease } from '../loaded.ts'
import { isObject } from '../schema/walk.ts'
import { pointerOf, valueAt } from '../text/json-pointer.ts'
import { sameJson } from './same-json.ts'

/** Fields that only people read. */
const forPeople =
  /^(?:description|display_?name|title|summary|notes?|comments?|ui|tags|keywords|authors?|maintainers?)$/i

/** What changed in a manifest: who may do what and how it is made is grave, words are not, anything else is in between. */
export const compareManifests = (
  before: LoadedRelease,
  after: LoadedRelease,
  { fields }: Layout,
): readonly Change[] => {
  const [was, is] = [before.manifestFile, after.manifestFile]
  if (!was || !is || was.problem || is.problem) return []
  const grave = [fields.authority, fields.creation, fields.production]
  const change = (level: Change['level'], message: string, path: readonly string[]): Change => ({
    level,
    message,
    file: is.path,
    pointer: pointerOf(path),
  })
  const own = [fields.version, fields.id]
  const found = [
    ...grave.flatMap(field => {
      const path = field.split('.')
      const [from, to] = [valueAt(was.value, path), valueAt(is.value, path)]
      return sameJson(from, to)
        ? []
        : [change('major', `${field} is ${said(to)} now, it was ${said(from)}.`, path)]
    }),
    ...changedKeys(withoutVersion(was.value, before), withoutVersion(is.value, after))
      .filter(key => ![...grave, ...own].includes(key))
      .map(key => change(forPeople.test(key) ? 'patch' : 'minor', `${key} changed.`, [key])),
  ]
  const text = (side: LoadedRelease) =>
    side.release.files.get(is.path)?.replaceAll(side.release.version, '{version}')
  return found.length === 0 && text(before) !== text(after)
    ? [change('patch', 'The manifest is written differently.', [])]
    : found
}

/** References of a release to itself name its version: that is no difference. */
const withoutVersion = (value: unknown, { release }: LoadedRelease): unknown =>
  JSON.parse(JSON.stringify(value ?? null).replaceAll(`:${release.version}"`, ':{version}"'))

const changedKeys = (before: unknown, after: unknown): readonly string[] => {
  if (!isObject(before) || !isObject(after)) return []
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    key => !sameJson(before[key], after[key]),
  )
}

const said = (value: unknown): string => (value === undefined ? 'not set' : JSON.stringify(value))
