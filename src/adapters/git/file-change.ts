import { structuredPatch } from 'diff'
import { changesType, type FileChange, type Hunk, numberLines } from '../../documentation/diff.ts'
import type { TreeEntry } from '../../ports/repository.ts'
import { type ReadObject, readKnown } from './objects.ts'
import type { Pair } from './tree-diff.ts'
import { submoduleMode } from './tree-object.ts'

/** A pair of files with its hunks, as near to Git's as jsdiff comes: without headings. */
export const describeChange = async (read: ReadObject, pair: Pair): Promise<FileChange> => {
  const path = (pair.new ?? pair.old)?.path ?? ''
  const zero = '0'.repeat((pair.new ?? pair.old)?.blob.length ?? 0)
  const blobs = {
    oldMode: pair.old?.mode ?? noMode,
    newMode: pair.new?.mode ?? noMode,
    oldBlob: pair.old?.blob ?? zero,
    newBlob: pair.new?.blob ?? zero,
  }
  const moved = pair.old && pair.old.path !== path ? { from: pair.old.path, path } : { path }
  return {
    ...moved,
    status: statusOf(pair, blobs),
    ...blobs,
    ...(await contents(read, pair, blobs)),
  }
}

const noMode = '000000'

type Blobs = Pick<FileChange, 'oldMode' | 'newMode' | 'oldBlob' | 'newBlob'>

const statusOf = ({ old, new: now }: Pair, blobs: Blobs): FileChange['status'] => {
  if (!old) return 'added'
  if (!now) return 'deleted'
  if (old.path !== now.path) return 'renamed'
  if (changesType(blobs)) return 'type'
  return blobs.oldBlob === blobs.newBlob ? 'mode' : 'modified'
}

const contents = async (
  read: ReadObject,
  pair: Pair,
  blobs: Blobs,
): Promise<Pick<FileChange, 'binary' | 'hunks'>> => {
  const isOther = changesType(blobs)
  if (blobs.oldBlob === blobs.newBlob && !isOther) return { binary: false, hunks: [] }
  const [old, now] = await Promise.all([contentOf(read, pair.old), contentOf(read, pair.new)])
  // What became something else was deleted and added anew.
  const sides = isOther ? [[old, nothing] as const, [nothing, now] as const] : [[old, now] as const]
  const texts = sides.filter(side => !side.some(isBinary))
  const hunks = texts.flatMap(([before, after]) => compare(decode(before), decode(after)))
  return { binary: hunks.length === 0 && texts.length < sides.length, hunks }
}

const nothing = Buffer.alloc(0)

const contentOf = async (read: ReadObject, file: TreeEntry | undefined): Promise<Buffer> => {
  if (!file) return nothing
  if (file.mode === submoduleMode) return Buffer.from(`Subproject commit ${file.blob}\n`)
  return (await readKnown(read, file.blob)).bytes
}

/** As Git takes it: a NUL near the begin, or more than the native adapter lets Git compare. */
const isBinary = (bytes: Buffer) =>
  bytes.length > 32 * 1024 * 1024 || bytes.subarray(0, 8_000).includes(0)

const decode = (bytes: Buffer) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)

/** jsdiff takes seconds for files that have little in common; after this long all lines count as rewritten. */
const timeout = 200

const compare = (before: string, after: string): Hunk[] => {
  const patch = structuredPatch('', '', before, after, '', '', { context: 3, timeout })
  const hunks = patch?.hunks ?? [rewritten(before, after)]
  return hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => {
    // Git counts from the line before where a side has none.
    const start = {
      old: oldLines === 0 ? oldStart - 1 : oldStart,
      new: newLines === 0 ? newStart - 1 : newStart,
    }
    return {
      oldStart: start.old,
      newStart: start.new,
      heading: '',
      lines: numberLines(lines, start),
    }
  })
}

const rewritten = (before: string, after: string) => {
  const [removed, added] = [linesOf(before), linesOf(after)]
  return {
    oldStart: 1,
    oldLines: removed.length,
    newStart: 1,
    newLines: added.length,
    lines: [...removed.map(line => `-${line}`), ...added.map(line => `+${line}`)],
  }
}

const linesOf = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))
