import { diffArrays } from 'diff'
import type { Proof } from '../../src/events/commit-parts.ts'

/** A line of a section that was edited: what proves it, the line before, and after (none if it was struck). */
export interface LineEdit {
  readonly proofs: readonly Proof[]
  readonly before: string
  readonly after: string | undefined
}

/** Whether people wrote the same: at once, later, or not at all. `kept`: they left the line as it was to this day. */
export type Truth = 'same line' | 'same words' | 'later' | 'rewritten' | 'kept'

/** The lines in which a draft differs from its section. Edits join and part no lines, but strike whole ones. */
export const lineEdits = (old: string, text: string, proofs: readonly Proof[]): LineEdit[] => {
  const edits: LineEdit[] = []
  let [removed, added]: [readonly string[], readonly string[]] = [[], []]
  const close = () => {
    removed.forEach((before, place) => {
      if (before.trim() === '') return
      const after = removed.length === added.length ? added[place] : undefined
      edits.push({ before, after, proofs: proofs.filter(proof => isOf(proof, before, after)) })
    })
    removed = []
    added = []
  }
  for (const run of diffArrays(old.split('\n'), text.split('\n'))) {
    if (run.removed) removed = run.value
    else if (run.added) added = run.value
    else close()
  }
  close()
  return edits
}

const isOf = ({ from, to }: Proof, before: string, after: string | undefined): boolean =>
  before.includes(from) && (after === undefined || (to !== '' && after.includes(to)))

/** What people made of a line: in the commit itself (`next`: the section after it), or by now (`last`). */
export const truthOf = (
  { before, after, proofs }: LineEdit,
  { next, last }: { readonly next: string; readonly last: string },
): Truth => {
  if (hasLine(next, after) && !hasLine(next, before)) return 'same line'
  if (!hasLine(next, before) && proofs.every(proof => says(next, proof))) return 'same words'
  if (hasLine(last, after) && !hasLine(last, before)) return 'later'
  return hasLine(next, before) && hasLine(last, before) ? 'kept' : 'rewritten'
}

/** Whether a text has a line, however it is indented; a line that was struck is nowhere. */
const hasLine = (text: string, line: string | undefined): boolean =>
  line === undefined || text.split('\n').some(each => each.trim() === line.trim())

/** Whether a section says the new and not the old. */
const says = (section: string, { from, to }: Proof): boolean =>
  section.includes(to) && !wordIn(section, from)

const wordIn = (text: string, word: string): boolean => {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!/[\w-]/.test(text[at - 1] ?? '') && !/[\w-]/.test(text[at + word.length] ?? ''))
      return true
  return false
}
