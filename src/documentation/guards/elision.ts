import { fencedBlock } from '../markdown/fences.ts'
import type { Guard, GuardFacts } from './facts.ts'
import { type TextLine, type View, withoutUnderscores } from './view.ts'

const phrases = [
  String.raw`(?:\.\.\.|…)\s*(?:the\s+)?(?:rest|remaining|remainder|existing|previous|other|unchanged|same|omitted|truncated|snip)\b`,
  String.raw`\b(?:rest|remainder|remaining|previous|existing|other)\b[^.\n]{0,40}\b(?:content|section|sections|text|code|options|rows|items|entries|lines|file|document|examples?)\b[^.\n]{0,30}\b(?:unchanged|stays?|remains?|omitted|as before|as is|the same|not shown|goes here|here)\b`,
  String.raw`\b(?:content|section|text|code|options|rows|lines)\s+(?:remains?|stays?|is|are)?\s*(?:unchanged|omitted(?:\s+for\s+brevity)?|the\s+same\s+as\s+before)\b`,
  String.raw`\b(?:same\s+as|as)\s+(?:before|above|in\s+the\s+original)\b\s*[)\]*]*\s*$`,
  String.raw`\b(?:omitted|shortened|abbreviated|truncated)\s+for\s+(?:brevity|space|length|clarity)\b`,
  String.raw`\[?(?:\.\.\.|…)\s*existing\s+content`,
  String.raw`^\W*(?:\[|\(|<!--|//|#)\s*(?:snip(?:ped)?|unchanged|truncated|omitted|(?:the\s+)?(?:rest|remaining|existing|previous|unchanged|original)\b.{0,40})\s*(?:\.\.\.|…)?\s*(?:\]|\)|-->|$)`,
]
const elision = new RegExp(phrases.join('|'), 'i')

const bare =
  /^(?:[-*+>]\s+|\|\s*)?(?:<!--|\/\/|#|\/\*|\[|\(|\*{1,2})?\s*(?:\.\.\.|…)\s*(?:-->|\*\/|\]|\)|\*{1,2}|\|)*\s*$/

const isGap = ({ text }: TextLine): boolean => bare.test(withoutUnderscores(text))
const isNote = ({ text }: TextLine): boolean => elision.test(withoutUnderscores(text))

/** Examples may well have three dots in them; where more is gone than added, they stand for it. */
const verdictOf = ({ removed, added }: GuardFacts, fenced: boolean): 'ask' | 'doubt' =>
  !fenced || removed > added ? 'ask' : 'doubt'

/** A gap between other lines than any gap was before: examples may have had one already. */
const movedGaps = ({ old, next }: GuardFacts): readonly TextLine[] => {
  const above = (lines: readonly TextLine[], at: number) => `${lines[at - 1]?.text}\n`
  const below = (lines: readonly TextLine[], at: number) => `\n${lines[at + 1]?.text}`
  const sides = ({ lines }: View): readonly string[] =>
    lines.flatMap((line, at) => (isGap(line) ? [above(lines, at), below(lines, at)] : []))
  const known = new Set(sides(old))
  return next.lines.filter(
    (line, at) =>
      isGap(line) && !known.has(above(next.lines, at)) && !known.has(below(next.lines, at)),
  )
}

/** Text left out with a note in its place. */
const elided: Guard = facts => {
  const found = [...facts.newLines.filter(line => isGap(line) || isNote(line)), ...movedGaps(facts)]
  const line = found.find(({ fenced }) => !fenced) ?? found[0]
  return (
    line && {
      rule: 'elision',
      verdict: verdictOf(facts, line.fenced),
      what: `The answer leaves text out: "${line.text.slice(0, 80)}".`,
    }
  )
}

const placeholder =
  /^\W*(?:(?:rest|remaining|existing|previous|other|same|unchanged|your|code|example|todo|goes|here|the|of)\W*)*$/i

/** Code blocks with nothing in them, or nothing but a note. */
const hollow = ({ text, code }: View): number =>
  code.filter(({ start, end }) => {
    const block = fencedBlock(text.slice(start, end))
    return block?.inner.every(line => placeholder.test(line)) ?? false
  }).length

const hollowFence: Guard = ({ old, next }) =>
  hollow(next) > hollow(old)
    ? {
        rule: 'hollow-code',
        verdict: 'ask',
        what: 'The answer has a code block with nothing in it.',
      }
    : undefined

/** Notes and gaps in the place of text. */
export const elisionGuards: readonly Guard[] = [elided, hollowFence]
