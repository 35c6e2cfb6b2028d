import type { Diff, FileChange, Hunk } from '../ports/diff.ts'
import { isTest } from './classify-changes.ts'
import type { Relevance } from './diff-text.ts'
import { tokens } from './terms.ts'

/** The section a prompt is for. `isMapped` says whether a mapping or a marker connects a path with it. */
export interface RelevantSection {
  readonly file: string
  readonly section: string
  readonly text: string
  isMapped(path: string): boolean
}

/** Of a hunk no more is read than this: what follows is data. */
const mostLines = 2000

/**
 * How much each hunk of a commit says of a section: the terms they share, each the more the fewer hunks have it; names of several
 * parts and mapped files count most, tests least. Always the same for the same input.
 */
export const relevanceTo = (changes: Diff, section: RelevantSection): Relevance => {
  let relevance: Relevance | undefined
  // Most diffs fit, and then nobody asks.
  return (file, hunk) => {
    relevance ??= weighed(changes, section)
    return relevance(file, hunk)
  }
}

const weighed = (changes: Diff, section: RelevantSection): Relevance => {
  const wanted = termsOf(`${section.file}\n${section.section}\n${section.text}`)
  const shared = new Map<Hunk | FileChange, readonly string[]>()
  const hunks = new Map<string, number>()
  for (const file of changes) {
    for (const part of [file, ...file.hunks]) {
      const terms = [...termsOf(textOf(part))].filter(term => wanted.has(term))
      shared.set(part, terms)
      for (const term of terms) hunks.set(term, (hunks.get(term) ?? 0) + 1)
    }
  }
  const weight = (term: string): number =>
    (term.startsWith('=') ? 3 : 1) / Math.log2(1 + (hunks.get(term) ?? 1))
  const said = (part: Hunk | FileChange): number =>
    (shared.get(part) ?? []).reduce((sum, term) => sum + weight(term), 0)
  return (file, hunk) => {
    const score = said(file) + (hunk ? said(hunk) : 0) + (section.isMapped(file.path) ? 5 : 0)
    return isTest(file.path) ? score / 3 : score
  }
}

const textOf = (part: Hunk | FileChange): string =>
  'path' in part
    ? part.path
    : part.lines
        .slice(0, mostLines)
        .flatMap(({ kind, text }) => (kind === 'context' ? [] : [text]))
        .join('\n')

const termsOf = (text: string): Set<string> => new Set([...tokens(text)].map(({ term }) => term))
