import type { Change } from './change.ts'
import { compareManifests } from './compare/manifests.ts'
import { changesOf } from './compare/schema-changes.ts'
import { compareSchemas } from './compare/schemas.ts'
import type { Layout } from './layout.ts'
import { type DataFile, type LoadedRelease, loadRelease, mainSchemaOf } from './loaded.ts'
import { readRelease } from './read.ts'
import type { PackageRelease, ReleaseName, TreeReader } from './release.ts'
import { draftOf, type FindReference, type SchemaDocument } from './schema/documents.ts'
import { referencesOf } from './schema/references.ts'

/** What changed from one release of a package to another, the gravest first. References into other releases are read from the tree. */
export const compareReleases = async (
  before: PackageRelease,
  after: PackageRelease,
  layout: Layout,
  tree: TreeReader,
): Promise<readonly Change[]> => {
  if (before.tree === after.tree) return []
  const [was, is] = await Promise.all([loadRelease(before, layout), loadRelease(after, layout)])
  const load = async (name: ReleaseName) => {
    const release = await readRelease(layout, tree, name)
    return release && loadRelease(release, layout)
  }
  const readers = { layout, tree, load }
  const finds = [await referencesOf(was, readers), await referencesOf(is, readers)] as const
  const found = [
    ...compareManifests(was, is, layout),
    ...schemaChanges(was, is, finds),
    ...otherFiles(was, is),
  ]
  return distinct(found).sort((one, other) => gravity[one.level] - gravity[other.level])
}

const gravity = { major: 0, unknown: 1, minor: 2, patch: 3 } as const

const schemaChanges = (
  before: LoadedRelease,
  after: LoadedRelease,
  [findBefore, findAfter]: readonly [FindReference, FindReference],
): readonly Change[] => {
  const [mainBefore, mainAfter] = [mainSchemaOf(before), mainSchemaOf(after)]
  const matchOf = (document: SchemaDocument): SchemaDocument | undefined =>
    document === mainBefore && mainAfter
      ? mainAfter
      : (after.schemas.find(each => pathOf(each, after) === pathOf(document, before)) ??
        after.schemas.find(each => nameIn(each, after) === nameIn(document, before)))
  const kept = before.schemas.map(document => [document, matchOf(document)] as const)
  const matched = new Set(kept.map(([, each]) => each))
  return [
    ...kept.flatMap(([was, is]) => {
      if (!is) return [gone(was, before)]
      const differences = compareSchemas(
        { schema: was.root, document: was },
        { schema: is.root, document: is },
        findBefore,
        findAfter,
      )
      const changes = [
        ...drafts(was, is, after),
        ...changesOf(differences, { before, after }, pathOf(is, after)),
      ]
      return changes.length > 0 ? changes : layout(was, is, before, after)
    }),
    ...after.schemas
      .filter(each => !matched.has(each))
      .map(each => ({
        level: 'minor' as const,
        message: 'The schema is new.',
        file: pathOf(each, after),
      })),
  ]
}

const pathOf = ({ file }: SchemaDocument, { release }: LoadedRelease): string =>
  file.slice(release.folder.length + 1)

/** The path of a schema, in which the release's own version is no difference. */
const nameIn = (document: SchemaDocument, loaded: LoadedRelease): string =>
  withoutVersion(pathOf(document, loaded), loaded)

const withoutVersion = (text: string, { release }: LoadedRelease): string =>
  text.replaceAll(release.version, '{version}')

const gone = (document: SchemaDocument, before: LoadedRelease): Change => ({
  level: 'major',
  message: 'The schema was removed.',
  file: pathOf(document, before),
})

/** A schema that means the same and is written differently. */
const layout = (
  was: SchemaDocument,
  is: SchemaDocument,
  before: LoadedRelease,
  after: LoadedRelease,
): readonly Change[] => {
  const [one, other] = [pathOf(was, before), pathOf(is, after)]
  return textOf(before, one) === textOf(after, other)
    ? []
    : [{ level: 'patch', message: 'The schema is written differently.', file: other }]
}

/** A file's text, in which the release's own version is no difference. */
const textOf = (loaded: LoadedRelease, path: string): string | undefined => {
  const text = loaded.release.files.get(path)
  return text === undefined ? undefined : withoutVersion(text, loaded)
}

const drafts = (
  was: SchemaDocument,
  is: SchemaDocument,
  after: LoadedRelease,
): readonly Change[] =>
  draftOf(was.root) === draftOf(is.root)
    ? []
    : [
        {
          level: 'unknown',
          message:
            'The schema follows another draft, and nobody can tell whether all of it means the same.',
          file: pathOf(is, after),
          pointer: '/$schema',
        },
      ]

/** Files that are neither manifest nor schema: their words count, and where only spaces changed that is next to nothing. */
const otherFiles = (before: LoadedRelease, after: LoadedRelease): readonly Change[] => {
  const [was, is] = [otherPaths(before), otherPaths(after)]
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name): readonly Change[] => {
    const [from, to] = [was.get(name), is.get(name)]
    const file = to ?? from ?? name
    const [one, other] = [from && textOf(before, from), to && textOf(after, to)]
    if (one === other) return []
    const what = [from, to].some(each => each !== undefined && isPrompt(each)) ? 'prompt' : 'file'
    if (one === undefined) return [{ level: 'minor', message: `The ${what} is new.`, file }]
    if (other === undefined) return [{ level: 'minor', message: `The ${what} was removed.`, file }]
    return plain(one) === plain(other)
      ? [{ level: 'patch', message: `Only spaces of the ${what} changed.`, file }]
      : [{ level: 'minor', message: `The ${what} changed.`, file }]
  })

  function isPrompt(path: string): boolean {
    return before.prompts.includes(path) || after.prompts.includes(path)
  }
}

/** The paths of files that are neither manifest nor schema, by what they are called without the version. */
const otherPaths = (loaded: LoadedRelease): ReadonlyMap<string, string> => {
  const { release, manifestFile, schemaFiles } = loaded
  return new Map(
    [...release.files.keys()]
      .filter(path => path !== manifestFile?.path)
      .filter(path => !schemaFiles.some((each: DataFile) => each.path === path))
      .map(path => [withoutVersion(path, loaded), path]),
  )
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim()

const distinct = (changes: readonly Change[]): Change[] => [
  ...new Map(changes.map(each => [JSON.stringify(each), each])).values(),
]
