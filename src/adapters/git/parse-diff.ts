import type { Diff, DiffLine, FileChange, Hunk } from '../../ports/diff.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
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
  const counts = partsOfEach(files, patches)
  let next = 0
  return files.map((facts, place) => {
    const first = next
    next += counts[place] ?? 0
    return withLines(facts, patches.slice(first, next))
  })
}

/** The lines are read when somebody asks for them: nobody does for a document or a lock file. */
const withLines = (facts: Facts, parts: readonly Buffer[]): FileChange => {
  let read: readonly Hunk[] | undefined
  const hunks = () => {
    read ??= parts.flatMap(part => parseHunks(decoder.decode(part)))
    return read
  }
  return {
    ...facts,
    binary: parts.some(part => part.includes('\nBinary files ')) && hunks().length === 0,
    get hunks() {
      return hunks()
    },
  }
}

/**
 * How many parts of the patch each file has. A file has none where a blob is replaced (`git replace`) by one with the
 * content of the other: then no part names its blobs.
 */
const partsOfEach = (files: readonly Facts[], patches: readonly Buffer[]): readonly number[] => {
  const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0)
  const usual = files.map(partsOf)
  if (sum(usual) === patches.length) return usual
  const counts = files.map(facts => (patches.some(part => names(part, facts)) ? partsOf(facts) : 0))
  if (sum(counts) !== patches.length)
    throw new Error(`A patch of ${sum(usual)} parts was expected, ${patches.length} were found.`)
  return counts
}

/** Whether a part is of these blobs; it does not say so where they are equal. */
const names = (part: Buffer, { oldBlob, newBlob }: Facts): boolean => {
  const [, before, after] = /^index ([0-9a-f]+)\.\.([0-9a-f]+)/m.exec(part.toString('latin1')) ?? []
  return before === undefined ? oldBlob === newBlob : before === oldBlob || after === newBlob
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

/** What begins a file's part: lines of content have a mark before them, and paths are quoted. */
const partMark = 'diff --git '

const splitPatch = (output: Uint8Array): Buffer[] => {
  const patch = Buffer.from(output.buffer, output.byteOffset, output.byteLength)
  // A NUL stands before the first one, a line feed before the others.
  const starts = patch.toString('latin1', 1, 1 + partMark.length) === partMark ? [1] : []
  const next = (from: number) => patch.indexOf(`\n${partMark}`, from)
  for (let at = next(0); at >= 0; at = next(at + 1)) starts.push(at + 1)
  return starts.map((start, index) => patch.subarray(start, starts[index + 1]))
}

const hunkMark = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?/

/**
 * The hunks of one file's part. No line but a hunk's first begins with `@`: all others have their mark before them. What
 * is no line of either file (`\ No newline at end of file`) is left out.
 */
const parseHunks = (part: string): Hunk[] => {
  const hunks: Hunk[] = []
  let lines: DiffLine[] = []
  let before = 0
  let after = 0
  for (let at = part.indexOf('\n@@ ') + 1; at > 0 && at < part.length; ) {
    const feed = part.indexOf('\n', at)
    const end = feed < 0 ? part.length : feed
    const text = part.slice(at + 1, end)
    switch (part[at]) {
      case ' ':
        lines.push({ kind: 'context', text, old: before++, new: after++ })
        break
      case '-':
        lines.push({ kind: 'removed', text, old: before++ })
        break
      case '+':
        lines.push({ kind: 'added', text, new: after++ })
        break
      case '@': {
        const line = part.slice(at, end)
        const mark = hunkMark.exec(line)
        if (!mark) break
        before = Number(mark[1])
        after = Number(mark[2])
        lines = []
        const heading = line.slice(mark[0].length)
        hunks.push({ oldStart: before, newStart: after, heading, lines })
      }
    }
    at = end + 1
  }
  return hunks
}
