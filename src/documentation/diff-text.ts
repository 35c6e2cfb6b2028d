import type { Diff, DiffLine, FileChange, Hunk } from '../ports/diff.ts'
import { bytesOf, bytesPerToken } from '../ports/tokens.ts'
import { type ByteBudget, byteBudget } from './token-budget.ts'

/** What a prompt shows of a diff, and by name what it does not. */
export interface DiffText {
  readonly text: string
  readonly omitted: readonly string[]
}

/** How much a change says of what the prompt is for; a file without hunks is asked about as a whole. */
export type Relevance = (file: FileChange, hunk?: Hunk) => number

const longestLine = 400
/** More files than this are left out by number, not by name. */
const mostNames = 200
/** With less room than this, no hunk is started. */
const leastHunk = 32

/**
 * A diff as text for a prompt, within a number of tokens (SPEC C5): whole if it fits, else the hunks that say most, the last of them
 * line by line, and the other files by name and kind of change only. `omitted` names all that is left out.
 */
export const diffText = (changes: Diff, limitTokens = 4000, relevance?: Relevance): DiffText => {
  const limit = Math.max(0, limitTokens) * bytesPerToken
  const whole = chosen(changes, byteBudget(limit))
  if (changes.every(file => isWhole(file, whole.get(file)))) return joined(changes, whole)
  // A tenth is for the names of what does not fit; the two lines around them cost less than a hundred bytes.
  const shown = chosen(changes, byteBudget(limit * 0.9 - 100), relevance)
  const unshown = changes.filter(file => !shown.has(file))
  const names = namesOnly(unshown, byteBudget(limit * 0.1))
  const { text, omitted } = joined(changes, shown)
  // Under a dozen tokens not even the number of files has room.
  const fits = bytesOf(names.text) <= limit
  return { text: text + (fits ? names.text : ''), omitted: [...omitted, ...names.omitted] }
}

// What is shown

/** What is shown of a file: its hunks, and how many lines of each. */
type Shown = Map<Hunk, { readonly text: string; readonly lines: number }>

/** As much of the changes as there is room for, what says most first. */
const chosen = (
  changes: Diff,
  budget: ByteBudget,
  relevance?: Relevance,
): Map<FileChange, Shown> => {
  const files = new Map<FileChange, Shown>()
  const cut = new Set<FileChange>()
  for (const { file, hunk } of inOrder(changes, relevance)) {
    if (cut.has(file)) continue
    const known = files.get(file)
    const now = withHunk(file, hunk, known, budget)
    if (now) files.set(file, now)
    if (hunk && now?.get(hunk)?.lines !== hunk.lines.length) cut.add(file)
  }
  return files
}

/** What is shown of a file with one more of its hunks, as far as there is room; undefined if that is nothing. */
const withHunk = (
  file: FileChange,
  hunk: Hunk | undefined,
  known: Shown | undefined,
  budget: ByteBudget,
): Shown | undefined => {
  const head = known ? '' : headOf(file)
  if (!budget.tryTake(head)) return undefined
  if (!hunk) return new Map()
  const part = budget.has(leastHunk) ? hunkText(hunk, budget) : { text: '', lines: 0 }
  if (part.lines > 0) return (known ?? new Map()).set(hunk, part)
  budget.refund(head)
  return known
}

const inOrder = (changes: Diff, relevance?: Relevance) => {
  const parts = changes.flatMap((file): { file: FileChange; hunk?: Hunk }[] =>
    file.hunks.length === 0 ? [{ file }] : file.hunks.map(hunk => ({ file, hunk })),
  )
  if (!relevance) return parts
  const scored = parts.map(part => ({ ...part, score: relevance(part.file, part.hunk) }))
  return scored.sort((one, other) => other.score - one.score)
}

const isWhole = (file: FileChange, shown: Shown | undefined): boolean =>
  shown !== undefined && file.hunks.every(hunk => shown.get(hunk)?.lines === hunk.lines.length)

const joined = (changes: Diff, shown: ReadonlyMap<FileChange, Shown>): DiffText => {
  const files = changes.flatMap(file => {
    const hunks = shown.get(file)
    return hunks ? [{ file, hunks }] : []
  })
  return {
    text: files
      .map(
        ({ file, hunks }) =>
          headOf(file) + file.hunks.map(hunk => hunks.get(hunk)?.text ?? '').join(''),
      )
      .join(''),
    omitted: files.flatMap(({ file, hunks }) => omittedOf(file, hunks)),
  }
}

const omittedOf = (file: FileChange, shown: Shown): readonly string[] => {
  const left: string[] = []
  let long = 0
  for (const hunk of file.hunks) {
    const lines = shown.get(hunk)?.lines ?? 0
    long += hunk.lines.slice(0, lines).filter(isLong).length
    if (lines < hunk.lines.length) left.push(`${named(file.path)}: ${rangeOf(hunk, lines)}`)
  }
  return long ? [...left, `${named(file.path)}: the ends of ${long} long lines`] : left
}

/** As much of a hunk as fits, and how many of its lines that is; looks no further than that. */
const hunkText = (hunk: Hunk, budget: ByteBudget): { text: string; lines: number } => {
  const head = hunkHead(hunk)
  const first = hunk.lines[0] && lineText(hunk.lines[0])
  if (first === undefined || !budget.tryTake(head + first)) return { text: '', lines: 0 }
  const pieces = [head, first]
  for (const line of hunk.lines.slice(1)) {
    const text = lineText(line)
    if (!budget.tryTake(text)) break
    pieces.push(text)
  }
  return { text: pieces.join(''), lines: pieces.length - 1 }
}

const rangeOf = ({ lines, newStart }: Hunk, shown: number): string => {
  const from = lines.slice(shown).find(line => line.new !== undefined)?.new ?? newStart
  return `${lines.length - shown} lines from line ${from}`
}

/** The names of what is not shown as far as they fit; beyond them only how many there are. */
const namesOnly = (files: readonly FileChange[], budget: ByteBudget): DiffText => {
  const names = files.slice(0, mostNames).map(summaryOf)
  const shown = names.filter(name => budget.tryTake(name))
  const rest = files.length - shown.length
  const unnamed = files.length - names.length
  return {
    text:
      (shown.length ? `Changed as well, not shown:\n${shown.join('')}` : '') +
      (rest ? `… and ${rest} more files\n` : ''),
    omitted: [...names.map(name => name.trimEnd()), ...(unnamed ? [`${unnamed} more files`] : [])],
  }
}

// How it is written

/** A path on one line, whatever is in its name. */
const named = (path: string): string => (/[\p{Cc}"\\]/u.test(path) ? JSON.stringify(path) : path)

const countOf = ({ hunks }: FileChange, kind: DiffLine['kind']): number =>
  hunks.reduce((sum, { lines }) => sum + lines.filter(line => line.kind === kind).length, 0)

/** A file by its name and what became of it. */
const summaryOf = (file: FileChange): string => {
  const from = file.from === undefined ? '' : ` from ${named(file.from)}`
  const size = file.binary ? 'binary' : `+${countOf(file, 'added')} -${countOf(file, 'removed')}`
  return `${named(file.path)} (${file.status}${from}, ${size})\n`
}

/** What stands above a file's hunks, as Git writes it. */
const headOf = ({ path, from, status, binary, oldMode, newMode }: FileChange): string => {
  const old = named(from ?? path)
  const lines = [`diff --git a/${old} b/${named(path)}`]
  if (status === 'added') lines.push(`new file mode ${newMode}`)
  else if (status === 'deleted') lines.push(`deleted file mode ${oldMode}`)
  else if (oldMode !== newMode) lines.push(`old mode ${oldMode}`, `new mode ${newMode}`)
  if (from !== undefined && from !== path) {
    const verb = status === 'copied' ? 'copy' : 'rename'
    lines.push(`${verb} from ${old}`, `${verb} to ${named(path)}`)
  }
  if (binary) lines.push('binary file')
  return `${lines.join('\n')}\n`
}

const signs = { added: '+', removed: '-', context: ' ' } as const

const isLong = ({ text }: DiffLine): boolean => text.length > longestLine

/** A line of a hunk, cut where it is too long, never within a character. */
const lineText = (line: DiffLine): string => {
  if (!isLong(line)) return `${signs[line.kind]}${line.text}\n`
  const shown = line.text.slice(0, longestLine).replace(/[\uD800-\uDBFF]$/, '')
  return `${signs[line.kind]}${shown} … (${line.text.length - shown.length} more characters)\n`
}

const hunkHead = ({ oldStart, newStart, heading, lines }: Hunk): string => {
  const old = lines.filter(({ kind }) => kind !== 'added').length
  const now = lines.filter(({ kind }) => kind !== 'removed').length
  return `@@ -${oldStart},${old} +${newStart},${now} @@${heading ? ` ${heading.slice(0, longestLine)}` : ''}\n`
}
