/**
 * A line of a hunk without its line feed (a carriage return stays); `old` and `new` are its line numbers, from 1, where it
 * has one. A change of nothing but the last line feed of a file reads as the same line removed and added.
 */
export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'context'
  readonly text: string
  readonly old?: number
  readonly new?: number
}

/** Lines that changed together, with those around them. */
export interface Hunk {
  readonly oldStart: number
  readonly newStart: number
  /** What Git prints after the second `@@`: the enclosing definition, as far as Git knows the language. */
  readonly heading: string
  readonly lines: readonly DiffLine[]
}

/** What a commit did to one file. Paths are decoded, `from` is the old one of a rename or copy. */
export interface FileChange {
  readonly path: string
  readonly from?: string
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'mode' | 'type'
  readonly binary: boolean
  readonly oldMode: string
  readonly newMode: string
  readonly oldBlob: string
  readonly newBlob: string
  readonly hunks: readonly Hunk[]
}

/** What a commit did, file by file, in the order of Git's raw output. */
export type Diff = readonly FileChange[]

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const lineFeed = 10
const colon = 58
const noFile = '000000'

type Facts = Omit<FileChange, 'binary' | 'hunks'>

/**
 * Reads what `git diff-tree --raw -z -p --no-abbrev` prints of one commit or one pair of trees. What happened to which file
 * comes from the raw part, where paths stand as bytes between NULs; the patch gives the lines. Bytes that are no UTF-8
 * become U+FFFD. A file is binary where Git shows no lines because it takes the content for no text.
 */
export const parseDiff = (output: Uint8Array): Diff => {
  const { files, end } = parseRaw(output)
  const patches = splitPatch(output.subarray(end))
  const expected = files.reduce((count, facts) => count + partsOf(facts), 0)
  if (patches.length !== expected)
    throw new Error(`A patch of ${expected} parts was expected, ${patches.length} were found.`)
  let next = 0
  return files.map(facts => {
    const first = next
    next += partsOf(facts)
    const parts = patches.slice(first, next).map(part => decoder.decode(part))
    const hunks = parts.flatMap(parseHunks)
    return {
      ...facts,
      binary: hunks.length === 0 && parts.some(part => /^Binary files /m.test(part)),
      hunks,
    }
  })
}

/** The raw part, and where it ends. Before it stands the commit's or the trees' id, which has no colon. */
const parseRaw = (output: Uint8Array): { files: Facts[]; end: number } => {
  const files: Facts[] = []
  let at = output.indexOf(colon)
  if (at < 0) return { files, end: output.length }
  const field = () => {
    const nul = output.indexOf(0, at)
    const stop = nul < 0 ? output.length : nul
    const text = decoder.decode(output.subarray(at, stop))
    at = stop + 1
    return text
  }
  while (output[at] === colon) {
    const [oldMode = '', newMode = '', oldBlob = '', newBlob = '', letter = ''] = field()
      .slice(1)
      .split(' ')
    const blobs = { oldMode, newMode, oldBlob, newBlob }
    const path = field()
    const moved = /^[RC]/.test(letter) ? { from: path, path: field() } : { path }
    files.push({ ...moved, status: statusOf(letter, blobs), ...blobs })
  }
  return { files, end: at }
}

type Blobs = Pick<FileChange, 'oldMode' | 'newMode' | 'oldBlob' | 'newBlob'>

const statuses: Readonly<Record<string, FileChange['status']>> = {
  A: 'added',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type',
}

const statusOf = (letter: string, blobs: Blobs): FileChange['status'] =>
  statuses[letter.slice(0, 1)] ?? (blobs.oldBlob === blobs.newBlob ? 'mode' : 'modified')

/** Whether a file became something else: a symbolic link, a submodule. */
export const changesType = ({ oldMode, newMode }: Blobs): boolean =>
  oldMode !== noFile && newMode !== noFile && oldMode.slice(0, 3) !== newMode.slice(0, 3)

/** Git writes a change of type as a deletion and an addition, anything else as one part. */
const partsOf = (facts: Facts): number => (changesType(facts) ? 2 : 1)

/** What begins a file's part, after a line feed: lines of content have a mark before them, and paths are quoted. */
const partMark = new TextEncoder().encode('diff --git ')

const splitPatch = (patch: Uint8Array): Uint8Array[] => {
  const starts: number[] = []
  for (let at = 0; at < patch.length; at++)
    if ((at === 0 || patch[at] === lineFeed) && beginsPart(patch, at + 1)) starts.push(at + 1)
  return starts.map((start, index) => patch.subarray(start, starts[index + 1]))
}

const beginsPart = (patch: Uint8Array, at: number): boolean =>
  partMark.every((byte, place) => patch[at + place] === byte)

/**
 * The lines of a hunk, as a unified diff writes them, with their numbers. What is no line of either file
 * (`\ No newline at end of file`) is left out.
 */
export const numberLines = (
  lines: readonly string[],
  start: { readonly old: number; readonly new: number },
): DiffLine[] => {
  const numbered: DiffLine[] = []
  let before = start.old
  let after = start.new
  for (const line of lines) {
    const text = line.slice(1)
    if (line[0] === ' ') numbered.push({ kind: 'context', text, old: before++, new: after++ })
    else if (line[0] === '-') numbered.push({ kind: 'removed', text, old: before++ })
    else if (line[0] === '+') numbered.push({ kind: 'added', text, new: after++ })
  }
  return numbered
}

const hunkMark = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?/

/** The hunks of one file's part. No line but a hunk's first begins with `@`: all others have their mark before them. */
const parseHunks = (part: string): Hunk[] => {
  const found: { mark: RegExpExecArray; heading: string; lines: string[] }[] = []
  for (const line of part.split('\n')) {
    const mark = line.startsWith('@@ ') && hunkMark.exec(line)
    if (mark) found.push({ mark, heading: line.slice(mark[0].length), lines: [] })
    else found.at(-1)?.lines.push(line)
  }
  return found.map(({ mark, heading, lines }) => {
    const start = { old: Number(mark[1]), new: Number(mark[2]) }
    return {
      oldStart: start.old,
      newStart: start.new,
      heading,
      lines: numberLines(lines, start),
    }
  })
}
