import { matcherOf } from './globs.ts'
import type { Layout } from './layout.ts'
import { type Manifest, type ManifestProblem, readManifest } from './manifest.ts'
import type { PackageRelease } from './release.ts'
import type { SchemaDocument } from './schema/documents.ts'
import { isSchema } from './schema/walk.ts'
import { isData, type Parsed, parseData } from './text/parse.ts'

/** A file of data of a release. */
export interface DataFile extends Parsed {
  /** Below the release. */
  readonly path: string
  /** From the root of the repository. */
  readonly file: string
}

/** A release with its files read as what they are. */
export interface LoadedRelease {
  readonly release: PackageRelease
  /** The manifest; where the layout has none, what follows from the folder. Undefined if it is missing or cannot be read. */
  readonly manifest: Manifest | undefined
  readonly manifestProblems: readonly ManifestProblem[]
  readonly manifestFile: DataFile | undefined
  /** Schemas, also those that cannot be read. */
  readonly schemaFiles: readonly DataFile[]
  readonly schemas: readonly SchemaDocument[]
  /** Data that is neither manifest nor schema. */
  readonly others: readonly DataFile[]
  /** Paths of prompts below the release. */
  readonly prompts: readonly string[]
}

/** Reads all that is in a release. */
export const loadRelease = async (
  release: PackageRelease,
  layout: Layout,
): Promise<LoadedRelease> => {
  const isSchemaPath = matcherOf(layout.schemas)
  const isPrompt = matcherOf(layout.prompts)
  const data = await Promise.all(
    [...release.files]
      .filter(([path]) => isData(path))
      .map(async ([path, text]) => ({
        path,
        file: `${release.folder}/${path}`,
        ...(await parseData(path, text)),
      })),
  )
  const manifestFile = data.find(({ path }) => path === layout.manifest)
  const { manifest, problems } = manifestOf(release, layout, manifestFile)
  const named = new Set(
    manifest?.artifacts
      .filter(({ name }) => /(?:^|[._])schemas?(?:$|\.)/.test(name))
      .map(({ path }) => plainPath(path)),
  )
  const rest = data.filter(each => each !== manifestFile)
  const schemaFiles = rest.filter(({ path }) => isSchemaPath(path) || named.has(path))
  return {
    release,
    manifest,
    manifestProblems: problems,
    manifestFile,
    schemaFiles,
    schemas: schemaFiles.flatMap(({ file, value }) =>
      isSchema(value) ? [{ file, root: value }] : [],
    ),
    others: rest.filter(each => !schemaFiles.includes(each)),
    prompts: [...release.files.keys()].filter(path => isPrompt(path) && !isData(path)),
  }
}

const manifestOf = (
  release: PackageRelease,
  layout: Layout,
  file: DataFile | undefined,
): { manifest: Manifest | undefined; problems: readonly ManifestProblem[] } => {
  if (layout.manifest === undefined) return { manifest: manifestOfFolder(release), problems: [] }
  if (!file || file.problem) return { manifest: undefined, problems: [] }
  return readManifest(file.value, layout)
}

/** What is known of a release without a manifest. */
export const manifestOfFolder = (name: {
  readonly package: string
  readonly version: string
}): Manifest => ({
  id: name.package,
  version: name.version,
  required: [],
  optional: [],
  artifacts: [],
  pins: [],
})

/** A path without `./` and empty parts; undefined if it leads outside of its folder. */
export const plainPath = (path: string): string | undefined => {
  if (path.startsWith('/') || path.includes('\\') || /^[A-Za-z]:/.test(path)) return undefined
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.pop() === undefined) return undefined
    if (part !== '..') parts.push(part)
  }
  return parts.join('/')
}

/** The schema that a package's documents follow: the manifest's, or the only one there is. */
export const mainSchemaOf = ({
  manifest,
  schemas,
  release,
}: LoadedRelease): SchemaDocument | undefined => {
  const artifact = manifest?.artifacts.find(
    ({ name }) => name === 'schema' || name.endsWith('.schema') || name.endsWith('_schema'),
  )
  const path = artifact && plainPath(artifact.path)
  if (path !== undefined) return schemas.find(({ file }) => file === `${release.folder}/${path}`)
  return schemas.length === 1 ? schemas[0] : undefined
}
