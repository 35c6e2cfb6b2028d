import type { Archive, ArchiveEntry } from './entry.ts'
import { checksumsPath, type Digests, manifestPath } from './file.ts'
import { checksumsText, type Manifest, readManifest } from './manifest.ts'
import { type BundleTime, bundleTime } from './time.ts'
import { sameName, unsafe } from './unsafe.ts'

/** The first thing that is wrong with a bundle, and in which file. */
export interface BundleFault {
  readonly kind: 'unsafe' | 'changed' | 'missing' | 'additional' | 'broken'
  readonly file?: string | undefined
  readonly why: string
}

export interface Judgement {
  readonly manifest?: Manifest | undefined
  readonly fault?: BundleFault | undefined
}

/** Whether an archive is a bundle in which every byte is as it was made. `folder` is the bundle's folder, from the name of the archive's first entry. */
export const judge = (archive: Archive, digests: Pick<Digests, 'sha256'>): Judgement => {
  const danger = firstUnsafe(archive.entries)
  if (danger) return { fault: danger }
  const [first] = archive.entries
  const folder = first?.path.split('/')[0] ?? ''
  if (first?.path !== `${folder}/${manifestPath}`) {
    const why = archive.broken ?? 'it is not the first file of the archive'
    return { fault: { kind: archive.broken ? 'broken' : 'missing', file: manifestPath, why } }
  }
  const manifest = readManifest(first.bytes() ?? new Uint8Array(), digests)
  if (!manifest) return { fault: { kind: 'changed', file: manifestPath, why: differs } }
  return { manifest, fault: firstFault(archive, manifest, folder, digests) }
}

const differs = 'its bytes are not those that were bundled'

const firstUnsafe = (entries: readonly ArchiveEntry[]): BundleFault | undefined => {
  const seen = new Set<string>()
  for (const entry of entries) {
    const why = unsafe(entry, seen)
    if (why) return { kind: 'unsafe', file: entry.path, why }
    seen.add(sameName(entry.path))
  }
  return undefined
}

interface Expected {
  readonly path: string
  readonly sha256: string
  readonly executable?: true | undefined
}

const firstFault = (
  { entries, broken }: Archive,
  manifest: Manifest,
  folder: string,
  { sha256 }: Pick<Digests, 'sha256'>,
): BundleFault | undefined => {
  const text = (content: string) => sha256(new TextEncoder().encode(content))
  const own = (path: string, sha: string): Expected => ({ path, sha256: sha })
  const expected = [
    own(manifestPath, sha256(entries[0]?.bytes() ?? new Uint8Array())),
    own(checksumsPath, text(checksumsText(manifest, { sha256 }))),
    ...manifest.files,
  ]
  const byPath = new Map(expected.map(each => [`${folder}/${each.path}`, each]))
  const time = bundleTime(manifest.created)
  for (const [index, entry] of entries.entries()) {
    const wanted = byPath.get(entry.path)
    if (!wanted)
      return { kind: 'additional', file: entry.path, why: 'the manifest does not name it' }
    // A damaged archive loses what follows, so what is not where it was written is looked for last.
    const why = faultOf(entry, wanted, time, sha256)
    if (why) return { kind: 'changed', file: wanted.path, why }
    if (broken === undefined && expected[index] !== wanted) {
      const { path = '' } = expected[index] ?? {}
      return entries.some(each => each.path === `${folder}/${path}`)
        ? { kind: 'changed', file: wanted.path, why: 'it is not in its place in the archive' }
        : { kind: 'missing', file: path, why: 'the archive does not have it' }
    }
  }
  const next = expected[entries.length]
  if (broken !== undefined) return { kind: 'broken', file: next?.path, why: broken }
  return next && { kind: 'missing', file: next.path, why: 'the archive does not have it' }
}

const faultOf = (
  entry: ArchiveEntry,
  wanted: Expected,
  time: BundleTime,
  sha256: Digests['sha256'],
): string | undefined => {
  const bytes = entry.bytes()
  if (!bytes || sha256(bytes) !== wanted.sha256) return differs
  if (entry.kind !== 'file') return 'it is no file'
  if (entry.executable !== (wanted.executable ?? false)) return 'its mode is another one'
  return entry.isOurs(time) ? undefined : 'what the archive says of it is not what was bundled'
}
