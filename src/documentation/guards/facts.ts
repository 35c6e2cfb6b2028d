import { missingCount, type TextLine, type View, viewOf, withoutComments } from './view.ts'
import { termsOf, type Vocabulary } from './vocabulary.ts'

/** What a guard knows of the document around a section. */
export interface GuardContext {
  /** The document's other headings, each as one line (`## Usage`), as often as it has it. */
  readonly headings: readonly string[]
  /** The level of the section's heading; a marked section's: of the heading it stands under, 0 if there is none. */
  readonly level: number
  /** The names of the document's link and footnote definitions. */
  readonly definitions?: readonly string[]
  /** Whether something of the section was kept back, so that no answer can hold all of it. */
  readonly withheld?: boolean
  /** The mark of the lines that fenced the prompt's data. */
  readonly mark?: string | undefined
  /** Texts whose lines stay as they are. */
  readonly neverTouch?: readonly string[]
}

/** What an answer may speak of. */
export interface Sources {
  /** The changed lines of the diff and the commit's message. */
  readonly changed: Vocabulary
  /** Terms of the removed lines that no added line has, and of the message: what the commit takes away. */
  readonly gone: Vocabulary
  /** All that is known of the repository: the diff, the message, file names, the tree, the documents. */
  readonly known: Vocabulary
  /** What the tree had before the commit; not there where nobody read it. */
  readonly earlier?: Vocabulary
  /** Whether somebody gives orders to models: then only documents vouch for addresses. */
  readonly suspect: boolean
}

/** All that a guard looks at: plain data, read once. */
export interface GuardFacts {
  readonly old: View
  readonly next: View
  readonly context: GuardContext
  readonly sources: Sources
  /** Terms of the old section, and of what the new one declares in its own examples. */
  readonly own: Vocabulary
  /** Terms of the old section as its readers see it: without comments. */
  readonly shown: Vocabulary
  readonly newLines: readonly TextLine[]
  readonly lostLines: readonly TextLine[]
  /** Words, as often as they are there, that the new text lacks and that it adds. */
  readonly removed: number
  readonly added: number
}

/**
 * What a guard has against an answer; `rule` is stable, `what` is for people and models. `refuse`: the target fails.
 * `ask`: the model is asked once more, and the target fails if the next answer is not better. `doubt`: the model is
 * asked once more, and its answer is accepted with a warning if it repeats it.
 */
export interface Finding {
  readonly rule: string
  readonly verdict: 'refuse' | 'ask' | 'doubt'
  readonly what: string
  /** The names it does not know; more of the repository may know them. */
  readonly unknown?: readonly string[]
}

/** Looks at a section's old and new text and says what is wrong with the new one, if anything. */
export type Guard = (facts: GuardFacts) => Finding | undefined

const declaration =
  /\b(?:const|let|var|function\*?|class|type|interface|enum|def|func|fn|import|as|for|struct)\s+(?:\*\s*as\s+)?[{[(]?\s*([\p{L}_$][\w$]*(?:\s*,\s*[\p{L}_$][\w$]*)*)|^\s*([\p{L}_$][\w$]*)\s*:?=(?!=)/gmu

/** Names that code declares: an example's own variables are nobody's invention. */
const declaredIn = (code: string): ReadonlySet<string> =>
  termsOf(
    [...code.matchAll(declaration)].map(([, one = '', other = '']) => `${one} ${other}`).join(' '),
  )

const notIn = (lines: readonly TextLine[], others: readonly TextLine[]): readonly TextLine[] => {
  const known = new Set(others.map(({ text }) => text))
  return lines.filter(({ text }) => !known.has(text))
}

/** Reads the old and the new text of a section (LF line endings). */
export const guardFacts = (
  oldText: string,
  nextText: string,
  context: GuardContext,
  sources: Sources,
): GuardFacts => {
  const [old, next] = [viewOf(oldText), viewOf(nextText)]
  const [before, declared] = [termsOf(oldText), declaredIn(next.codeText)]
  return {
    old,
    next,
    context,
    sources,
    own: { has: term => before.has(term) || declared.has(term) },
    shown: termsOf(withoutComments(oldText)),
    newLines: notIn(next.lines, old.lines),
    lostLines: notIn(old.lines, next.lines),
    removed: missingCount(old.words, next.words),
    added: missingCount(next.words, old.words),
  }
}
