import { type ReadObject, readLinks } from '../objects.ts'

/** Finds the object a branch, a tag, `HEAD` or an id in full or in part names; undefined if none. */
export type FindName = (name: string) => Promise<string | undefined>

/**
 * The commit a revision names: such a name, then any of `~`, `~3`, `^`, `^2`. Other forms (`@{…}`, `:/text`) name none here.
 * Throws where a step leads nowhere.
 */
export const findCommit = async (
  revision: string,
  find: FindName,
  read: ReadObject,
): Promise<string | undefined> => {
  const [, name = '', steps = ''] = /^(.*?)((?:[~^]\d*)*)$/s.exec(revision) ?? []
  let id = isName(name) ? await peel(await find(name === '@' ? 'HEAD' : name), read) : undefined
  for (const [, kind, digits] of steps.matchAll(/([~^])(\d*)/g)) {
    const count = digits === '' ? 1 : Number(digits)
    if (kind === '^') id = await parentOf(id, count, read)
    else
      for (let step = 0; step < count && id !== undefined; step++) id = await parentOf(id, 1, read)
  }
  return id
}

/** Not a path out of the git directory, and nothing Git allows in no name. */
const isName = (name: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be in it
  /^[^\x00-\x20\x7f~^:?*[\\]+$/.test(name) && !/\.\.|@\{|^[/-]|\/$|\.lock$/.test(name)

const parentOf = async (id: string | undefined, place: number, read: ReadObject) => {
  if (id === undefined || place === 0) return id
  return (await readLinks(read, id)).parents[place - 1]
}

/** Follows annotated tags. */
const peel = async (id: string | undefined, read: ReadObject): Promise<string | undefined> => {
  const object = id === undefined ? undefined : await read(id)
  if (object?.type !== 'tag') return object?.type === 'commit' ? id : undefined
  return peel(/^object ([0-9a-f]+)/.exec(object.bytes.toString('latin1'))?.[1], read)
}
