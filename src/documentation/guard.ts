import { answerRefused } from '../errors.ts'
import { headingLine, type Outline, outline } from './markdown.ts'
import { levelOf, type Section } from './sections.ts'

/** What a guard knows of the document around a section. */
export interface GuardContext {
  /** The document's other headings, each as one line (`## Usage`), as often as it has it. */
  readonly headings: readonly string[]
  /** The level of the section's heading; a marked section's: of the heading it stands under, 0 if there is none. */
  readonly level: number
}

/** Why an answer is refused; `rule` is stable, `what` is for people. */
export interface Refusal {
  readonly rule: string
  readonly what: string
}

/** Looks at a section's old and new text (LF line endings) and says what is wrong with the new one, if anything. */
export type Guard = (old: Outline, next: Outline, context: GuardContext) => Refusal | undefined

/** The context of a section of a document: its own headings are no others'. */
export const guardContext = (
  sections: readonly Section[],
  section: Section,
  scope: 'whole' | 'own',
): GuardContext => {
  const end = scope === 'whole' ? section.end : section.ownEnd
  const headings = sections
    .filter(({ kind, start }) => kind === 'heading' && !(section.start <= start && start < end))
    .map(headingLine)
  return { headings, level: levelOf(sections, section) }
}

const encoder = new TextEncoder()

const countsOf = (values: Iterable<string>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

/** The first of the new values that is there more often than before. */
const added = (old: Iterable<string>, next: Iterable<string>): string | undefined => {
  const before = countsOf(old)
  for (const [value, count] of countsOf(next)) if (count > (before.get(value) ?? 0)) return value
  return undefined
}

const topHeadings = ({ headings }: Outline): readonly string[] =>
  headings.filter(({ top }) => top).map(headingLine)

/** An answer that says nothing. */
const empty: Guard = (_old, { text }) =>
  text.trim() ? undefined : { rule: 'empty', what: 'The answer is empty.' }

/** Control characters, half characters, and marks that turn the direction of writing, that the old text does not have. */
const controlCharacters: Guard = (old, next) => {
  const odd = /[\p{Cs}\uFEFF\u202A-\u202E\u2066-\u2069]|(?![\t\n])\p{Cc}/gu
  const found = added(old.text.match(odd) ?? [], next.text.match(odd) ?? [])
  if (found === undefined) return undefined
  const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return { rule: 'control-characters', what: `The answer has the character U+${code}.` }
}

/** The section's own heading is where it was, as it was. */
const ownHeading: Guard = (old, next) => {
  const own = old.blocks[0]?.type === 'heading' ? old.headings[0] : undefined
  if (!own) return undefined
  const line = old.text.slice(own.start, own.end)
  const [found] = next.headings
  const kept =
    found && next.blocks[0]?.type === 'heading' && next.text.slice(found.start, found.end) === line
  return kept
    ? undefined
    : { rule: 'own-heading', what: `The answer does not begin with "${line}".` }
}

/** Fenced code without a closing fence, wherever it stands. */
const openFences = ({ text, code }: Outline): number =>
  code.filter(({ start, end }) => {
    const lines = text.slice(start, end).split('\n')
    const [mark] = /^(?:`{3,}|~{3,})/.exec(lines[0] ?? '') ?? []
    if (!mark) return false
    const last = lines.length > 1 ? (lines.at(-1) ?? '').replace(/^[\s>]*/, '').trimEnd() : ''
    return !(last.startsWith(mark) && last === mark[0]?.repeat(last.length))
  }).length

/** A code fence that nothing closes swallows what comes after the section. */
const openFence: Guard = (old, next) =>
  openFences(next) > openFences(old)
    ? { rule: 'open-fence', what: 'The answer leaves a code fence open.' }
    : undefined

const openComments = ({ html }: Outline): number =>
  html.filter(({ value }) => value.lastIndexOf('<!--') > value.lastIndexOf('-->')).length

/** So does an HTML comment. */
const openComment: Guard = (old, next) =>
  openComments(next) > openComments(old)
    ? { rule: 'open-comment', what: 'The answer leaves an HTML comment open.' }
    : undefined

const markers = ({ html }: Outline): readonly string[] =>
  html.flatMap(({ value }) => value.match(/<!--\s*git-doc\b(?:(?!-->)[\s\S])*/g) ?? [])

/** Comments to git-doc stay as they are, and where they are in their order; none is added. Those shown in code are no comments. */
const keepsMarkers: Guard = (old, next) => {
  const [before, after] = [markers(old), markers(next)]
  const differs = before.length !== after.length || before.some((each, n) => each !== after[n])
  return differs
    ? { rule: 'markers', what: 'The answer changes comments meant for git-doc.' }
    : undefined
}

/** No more headings of the section's level or a higher one than it had. */
const headingLevel: Guard = (old, next, { level }) => {
  const high = ({ headings }: Outline) => headings.filter(each => each.top && each.depth <= level)
  const [before, after] = [high(old), high(next)]
  const extra = after[before.length]
  if (!extra) return undefined
  return {
    rule: 'heading-level',
    what: `The answer goes beyond its section: it has the heading "${headingLine(extra)}".`,
  }
}

/**
 * No heading of another section. One that the document has several times below this section's level (`### Example`)
 * is its habit, and no sign that another section was copied.
 */
const foreignHeading: Guard = (old, next, { headings, level }) => {
  const others = countsOf(headings)
  const isForeign = (line: string): boolean => {
    const deeper = line.startsWith('#'.repeat(level + 1))
    const times = others.get(line) ?? 0
    return deeper ? times === 1 : times > 0
  }
  const found = added(topHeadings(old), topHeadings(next).filter(isForeign))
  return found === undefined
    ? undefined
    : { rule: 'foreign-heading', what: `The answer has the heading "${found}" of another section.` }
}

const bytes = ({ text }: Outline): number => encoder.encode(text).length

/** Four times as long and eight kilobytes longer than before is no update. People's own edits hardly ever are. */
const tooLarge: Guard = (old, next) =>
  bytes(next) > Math.max(4 * bytes(old), bytes(old) + 8192)
    ? {
        rule: 'too-large',
        what: `The answer has ${bytes(next)} bytes where the section had ${bytes(old)}.`,
      }
    : undefined

/** Whether a text has anything but headings. */
const saysAnything = ({ blocks }: Outline): boolean => blocks.some(({ type }) => type !== 'heading')

/** A section that said something is not emptied to its heading. */
const emptied: Guard = (old, next) =>
  saysAnything(old) && !saysAnything(next)
    ? { rule: 'emptied', what: 'The answer leaves nothing of the section but its heading.' }
    : undefined

/** The guards that look at structure alone, in the order they are asked. */
export const structuralGuards: readonly Guard[] = [
  empty,
  controlCharacters,
  ownHeading,
  openFence,
  openComment,
  keepsMarkers,
  headingLevel,
  foreignHeading,
  tooLarge,
  emptied,
]

/** Refuses an answer for a section by the first guard that has something against it, as ANSWER_ and its rule. */
export const guardAnswer = (
  old: string,
  next: string,
  context: GuardContext,
  guards: readonly Guard[] = structuralGuards,
): void => {
  const [before, after] = [outline(old), outline(next)]
  for (const guard of guards) {
    const refusal = guard(before, after, context)
    if (refusal) throw answerRefused(refusal.rule, refusal.what)
  }
}
