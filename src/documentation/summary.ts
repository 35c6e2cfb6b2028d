import type { FileSummary } from '../events/commit-parts.ts'
import type { DiffLine, FileChange } from '../ports/diff.ts'
import { isMarkdown } from './classify-changes.ts'
import { codeOf } from './summary/code.ts'
import { declarations, written } from './summary/symbols.ts'

/** Longer lists name the first; an event is read by people. */
const mostSymbols = 100
/** Lines that are read for names, and how far into each: generated text has no end. */
const mostLines = 20_000
const longestLine = 400

/** What a commit did to one file: lines and declared names. A name declared on both sides was changed. */
export const summarise = (change: FileChange): FileSummary => {
  const lines = change.hunks.flatMap(hunk => hunk.lines)
  const removed = declared(change.from ?? change.path, lines, 'removed')
  const added = declared(change.path, lines, 'added')
  return {
    path: change.path,
    ...(change.from === undefined ? {} : { from: change.from }),
    status: change.status,
    ...(change.binary ? { binary: true } : {}),
    ...blobs(change),
    linesAdded: count(lines, 'added'),
    linesRemoved: count(lines, 'removed'),
    symbols: {
      added: first([...added].filter(name => !removed.has(name))),
      removed: first([...removed].filter(name => !added.has(name))),
      changed: first([...removed].filter(name => added.has(name))),
    },
  }
}

/** The ids of the file's old and new content; Git writes zeros where there is no content. */
const blobs = ({ oldBlob, newBlob }: FileChange): Pick<FileSummary, 'before' | 'after'> => ({
  ...(/[1-9a-f]/.test(oldBlob) ? { before: oldBlob } : {}),
  ...(/[1-9a-f]/.test(newBlob) ? { after: newBlob } : {}),
})

const first = (names: readonly string[]): string[] => names.slice(0, mostSymbols)

const count = (lines: readonly DiffLine[], kind: DiffLine['kind']): number =>
  lines.reduce((sum, line) => (line.kind === kind ? sum + 1 : sum), 0)

/** The names declared on the lines of one side, in order. */
const declared = (path: string, lines: readonly DiffLine[], kind: DiffLine['kind']) => {
  const names = new Set<string>()
  if (isMarkdown(path)) return names
  let read = 0
  for (const line of lines) {
    if (line.kind !== kind || ++read > mostLines) continue
    const code = codeOf(line.text.slice(0, longestLine), path)
    for (const declaration of declarations(code, path)) names.add(written(declaration))
  }
  return names
}
