import type { Proof } from '../../events/commit-parts.ts'
import type { Evidence, Fact } from '../diff-facts/fact.ts'
import type { Clause, Page } from '../markdown/clauses.ts'
import type { Span } from '../markdown/parse.ts'
import { isHistoric, speaksOfThePast } from '../shapes.ts'

/** A few characters of a section to replace, and why. */
export interface Edit extends Span {
  readonly text: string
  readonly proof: Proof
}

/** The fact that proves one edit, with `from` and `to` as the document writes them. */
export const proofOf = (fact: Fact, from: string = fact.from, to: string = fact.to): Proof => {
  const { file, line }: Evidence = fact
  return { kind: fact.kind, from, to, file, ...(line === undefined ? {} : { line }) }
}

/** The clauses of a page that speak of how things are now. */
export const presentClauses = ({ clauses, text }: Page): readonly Clause[] =>
  clauses.filter(
    ({ start, end, titles }) =>
      !titles.some(isHistoric) && !speaksOfThePast(text.slice(start, end)),
  )

/** The places of a pattern inside some text, counted from where that text starts. */
export const placesOf = (pattern: RegExp, { text }: Page, { start, end }: Span): Span[] =>
  [...text.slice(start, end).matchAll(pattern)].map(match => ({
    start: start + match.index,
    end: start + match.index + match[0].length,
  }))

/** Makes edits; where two concern the same characters, neither is made. */
export const applied = (
  text: string,
  edits: readonly Edit[],
): { text: string; proofs: Proof[] } => {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end)
  const kept = ordered.filter(
    edit =>
      !ordered.some(other => other !== edit && other.start < edit.end && edit.start < other.end),
  )
  let made = ''
  let at = 0
  for (const edit of kept) {
    made += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return { text: made + text.slice(at), proofs: unique(kept.map(({ proof }) => proof)) }
}

/** The same fact at several places of a section is one proof. */
const unique = (proofs: readonly Proof[]): Proof[] => {
  const seen = new Set<string>()
  return proofs.filter(proof => {
    const name = JSON.stringify(proof)
    return seen.has(name) ? false : seen.add(name)
  })
}
