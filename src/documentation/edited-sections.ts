import type { FileChange, Hunk } from '../ports/diff.ts'
import { headingsOf } from './markdown/headings.ts'

/** The sections of a document's old text in order, each with the line it starts on. */
export interface LineSection {
  readonly line: number
}

/**
 * The sections that a change of a document touched: those with removed lines, and the one that stood before each insertion.
 * A new section is thus credited to the one it was put behind.
 */
export const editedSections = <Section extends LineSection>(
  sections: readonly Section[],
  { hunks }: FileChange,
): readonly Section[] => {
  const lines = new Set(hunks.flatMap(editedLines))
  const touched = new Set(
    [...lines].map(line => sections.findLast(each => each.line <= line) ?? sections[0]),
  )
  return sections.filter(section => touched.has(section))
}

/** The old lines that a hunk removes, and those before what it inserts. Blank lines say nothing. */
const editedLines = ({ oldStart, lines }: Hunk): number[] => {
  const edited: number[] = []
  // A hunk that only adds names the line before it.
  let last = lines.some(({ kind }) => kind !== 'added') ? oldStart - 1 : oldStart
  let removing = false
  for (const { kind, old, text } of lines) {
    const says = text.trim() !== ''
    if (kind === 'removed' && says) edited.push(old ?? 1)
    if (kind === 'added' && !removing && says) edited.push(Math.max(1, last))
    removing = kind === 'removed' || (kind === 'added' && removing)
    last = old ?? last
  }
  return edited
}

/** The titles of headings that a change of a document added. */
export const createdTitles = ({ hunks }: FileChange): readonly string[] => {
  const lines = (kind: 'added' | 'removed') =>
    hunks
      .flatMap(hunk => hunk.lines.filter(line => line.kind === kind).map(({ text }) => text))
      .filter(text => text.startsWith('#'))
      .join('\n')
  const gone = new Set(headingsOf(lines('removed')).map(({ title }) => title))
  return headingsOf(lines('added'))
    .map(({ title }) => title)
    .filter(title => !gone.has(title))
}
