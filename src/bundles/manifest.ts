import * as z from 'zod'
import { type BundleFile, checksumsPath, type Digests, inOrder, manifestPath } from './file.ts'
import type { BundleTime } from './time.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

const Manifest = z.strictObject({
  schema: z.literal(1),
  name: z.literal('git-doc'),
  version: z.string(),
  platform: z.strictObject({ os: z.string(), arch: z.string() }),
  /** The time that all files have. */
  created: z.string(),
  packages: z.array(z.strictObject({ name: z.string(), version: z.string(), path: z.string() })),
  node: z
    .strictObject({ version: z.string().optional(), from: z.string(), path: z.string() })
    .optional(),
  /** What is in the bundle so that nothing has to be fetched or built where it runs. */
  prepared: z.array(z.string()).readonly(),
  warnings: z.array(z.string()).readonly(),
  files: z.array(
    z.strictObject({
      path: z.string(),
      size: z.number(),
      executable: z.literal(true).optional(),
      sha256: Sha256,
    }),
  ),
  /** Of all of the above, so that a wrong byte here is known from one in a file. */
  sha256: Sha256,
})

/** What a bundle is made of. */
export type Manifest = Readonly<z.output<typeof Manifest>>

/** What the maker says of a bundle; the rest follows from its files. */
export type ManifestFacts = Omit<Manifest, 'schema' | 'name' | 'created' | 'files' | 'sha256'>

/** The manifest of these files. */
export const manifestOf = (
  facts: ManifestFacts,
  files: readonly BundleFile[],
  time: BundleTime,
  { sha256 }: Pick<Digests, 'sha256'>,
): Manifest => {
  const { version, platform, packages, node, prepared, warnings } = facts
  const unsealed = {
    schema: 1 as const,
    name: 'git-doc' as const,
    version,
    platform,
    created: time.iso,
    packages,
    ...(node && { node }),
    prepared,
    warnings,
    files: inOrder(files).map(({ path, bytes, executable }) => ({
      path,
      size: bytes.length,
      ...(executable && { executable: true as const }),
      sha256: sha256(bytes),
    })),
  }
  return { ...unsealed, sha256: sha256(encoder.encode(JSON.stringify(unsealed))) }
}

export const manifestText = (manifest: Manifest): string =>
  `${JSON.stringify(manifest, undefined, 2)}\n`

/** Reads a manifest; undefined unless every byte is as it was written. */
export const readManifest = (
  bytes: Uint8Array,
  { sha256 }: Pick<Digests, 'sha256'>,
): Manifest | undefined => {
  const text = new TextDecoder().decode(bytes)
  const found = Manifest.safeParse(parsed(text))
  if (!found.success) return undefined
  // In the order it was written in, which the schema would change.
  const { sha256: seal, ...unsealed } = parsed(text) as Manifest
  const isWhole =
    manifestText(parsed(text) as Manifest) === text &&
    sha256(encoder.encode(JSON.stringify(unsealed))) === seal
  return isWhole ? found.data : undefined
}

/** What `sha256sum --check` reads: every file but this one. */
export const checksumsText = (manifest: Manifest, { sha256 }: Pick<Digests, 'sha256'>): string => {
  const own = { path: manifestPath, sha256: sha256(encoder.encode(manifestText(manifest))) }
  return [own, ...manifest.files].map(file => `${file.sha256}  ${file.path}\n`).join('')
}

/** The files of a bundle with those that tell of them, in the order of the archive. */
export const withManifest = (
  files: readonly BundleFile[],
  manifest: Manifest,
  digests: Pick<Digests, 'sha256'>,
): readonly BundleFile[] =>
  inOrder([
    textFile(manifestPath, manifestText(manifest)),
    textFile(checksumsPath, checksumsText(manifest, digests)),
    ...files,
  ])

export const textFile = (path: string, text: string, executable = false): BundleFile => ({
  path,
  bytes: encoder.encode(text),
  executable,
})

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const encoder = new TextEncoder()
