import { headingLine, type Outline } from '../markdown.ts'
import type { Guard, GuardFacts } from './facts.ts'
import { addedValues, countsOf } from './view.ts'

const encoder = new TextEncoder()

const topHeadings = ({ headings }: Outline): readonly string[] =>
  headings.filter(({ top }) => top).map(headingLine)

/** An answer that says nothing. */
const empty: Guard = ({ next }) =>
  next.text.trim() ? undefined : { rule: 'empty', verdict: 'refuse', what: 'The answer is empty.' }

/** Control characters, half characters, and marks that turn the direction of writing, that the old text does not have. */
const controlCharacters: Guard = ({ old, next }) => {
  const odd = /[\p{Cs}\uFEFF\u202A-\u202E\u2066-\u2069]|(?![\t\n])\p{Cc}/gu
  const [found] = addedValues(old.text.match(odd) ?? [], next.text.match(odd) ?? [])
  if (found === undefined) return undefined
  const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return {
    rule: 'control-characters',
    verdict: 'refuse',
    what: `The answer has the character U+${code}.`,
  }
}

/** The section's own heading is where it was, as it was. */
const ownHeading: Guard = ({ old, next }) => {
  const own = old.blocks[0]?.type === 'heading' ? old.headings[0] : undefined
  if (!own) return undefined
  const line = old.text.slice(own.start, own.end)
  const [found] = next.headings
  const kept =
    found && next.blocks[0]?.type === 'heading' && next.text.slice(found.start, found.end) === line
  return kept
    ? undefined
    : { rule: 'own-heading', verdict: 'refuse', what: `The answer does not begin with "${line}".` }
}

const markers = ({ html }: Outline): readonly string[] =>
  html.flatMap(({ value }) => value.match(/<!--\s*git-doc\b(?:(?!-->)[\s\S])*/g) ?? [])

/** Comments to git-doc stay as they are, and where they are in their order; none is added. Those shown in code are no comments. */
const keepsMarkers: Guard = ({ old, next }) => {
  const [before, after] = [markers(old), markers(next)]
  const differs = before.length !== after.length || before.some((each, n) => each !== after[n])
  return differs
    ? {
        rule: 'markers',
        verdict: 'refuse',
        what: 'The answer changes comments meant for git-doc.',
      }
    : undefined
}

/** No more headings of the section's level or a higher one than it had. */
const headingLevel: Guard = ({ old, next, context: { level } }) => {
  const high = ({ headings }: Outline) => headings.filter(each => each.top && each.depth <= level)
  const [before, after] = [high(old), high(next)]
  const extra = after[before.length]
  if (!extra) return undefined
  return {
    rule: 'heading-level',
    verdict: 'refuse',
    what: `The answer goes beyond its section: it has the heading "${headingLine(extra)}".`,
  }
}

/**
 * No heading of another section. One that the document has several times below this section's level (`### Example`)
 * is its habit, and no sign that another section was copied.
 */
const foreignHeading: Guard = ({ old, next, context: { headings, level } }) => {
  const others = countsOf(headings)
  const isForeign = (line: string): boolean => {
    const deeper = line.startsWith('#'.repeat(level + 1))
    const times = others.get(line) ?? 0
    return deeper ? times === 1 : times > 0
  }
  const [found] = addedValues(topHeadings(old), topHeadings(next).filter(isForeign))
  return found === undefined
    ? undefined
    : {
        rule: 'foreign-heading',
        verdict: 'refuse',
        what: `The answer has the heading "${found}" of another section.`,
      }
}

const titleOf = (line: string): string => line.replace(/^#+ /, '')

/** The title of another section at another level: what a document whose levels were shifted has behind the section. */
const shiftedHeading: Guard = ({ old, next, context: { headings } }) => {
  const lines = new Set(headings)
  const others = countsOf(headings.map(titleOf))
  const added = addedValues(topHeadings(old), topHeadings(next).slice(1))
  const found = added.find(line => {
    const title = titleOf(line)
    return !lines.has(line) && others.get(title) === 1 && title.split(' ').length > 1
  })
  return found === undefined
    ? undefined
    : {
        rule: 'shifted-heading',
        verdict: 'doubt',
        what: `The answer has the heading "${found}", and another section has that title.`,
      }
}

/** The section's own title once more, below itself: a heading that was put in a heading's place. */
const repeatedTitle: Guard = ({ old, next, newLines }) => {
  const own = old.blocks[0]?.type === 'heading' ? old.headings[0] : undefined
  if (!own) return undefined
  const same = ({ headings }: Outline) => headings.filter(({ title }) => title === own.title).length
  const bold = newLines.some(({ text }) => bare(text) === bare(own.title) && /^[*_]{2}/.test(text))
  return same(next) > same(old) || bold || boldInstead(own.title, { next, newLines })
    ? {
        rule: 'repeated-title',
        verdict: 'ask',
        what: `The answer has the section's own title "${own.title}" twice.`,
      }
    : undefined
}

/** A line in bold right below the heading, with most of its words: a heading that was to be replaced by it. */
const boldInstead = (title: string, { next, newLines }: Pick<GuardFacts, 'next' | 'newLines'>) => {
  const [, block] = next.blocks
  const line = block && next.text.slice(block.start, block.end)
  if (!line || !/^(\*\*|__)[^*_\n]+\1$/.test(line)) return false
  if (!newLines.some(({ text }) => text === line)) return false
  const words = new Set(wordsOf(line))
  const own = wordsOf(title)
  return own.filter(word => words.has(word)).length * 2 > own.length
}

const wordsOf = (text: string): readonly string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

/** Text that stood right below the section's heading now stands below a new one: a heading that was to be replaced. */
const insertedHeading: Guard = ({ old, next }) => {
  const [first, second] = old.blocks
  const [, inserted, moved] = next.blocks
  if (first?.type !== 'heading' || !second || second.type === 'heading') return undefined
  if (inserted?.type !== 'heading' || !moved) return undefined
  const textOf = ({ text }: Outline, { start, end }: { start: number; end: number }) =>
    text.slice(start, end)
  const line = textOf(next, inserted)
  if (old.text.includes(line)) return undefined
  const isSame = textOf(old, second).split('\n')[0] === textOf(next, moved).split('\n')[0]
  return {
    rule: 'inserted-heading',
    verdict: isSame ? 'ask' : 'doubt',
    what: `The answer puts the heading "${line}" between the section's own and its text.`,
  }
}

/** A new heading at the end, with nothing below it. */
const bareHeading: Guard = ({ old, next }) => {
  const last = next.blocks.findLast(({ type }) => type !== 'definition')
  if (last?.type !== 'heading' || last === next.blocks[0]) return undefined
  const line = next.text.slice(last.start, last.end)
  return old.text.includes(line)
    ? undefined
    : {
        rule: 'bare-heading',
        verdict: 'doubt',
        what: `The answer ends with the heading "${line}" and says nothing below it.`,
      }
}

const bytes = ({ text }: Outline): number => encoder.encode(text).length

/** Four times as long and eight kilobytes longer than before is more than an update. People hardly ever do that. */
const tooLarge: Guard = ({ old, next }) =>
  bytes(next) > Math.max(4 * bytes(old), bytes(old) + 8192)
    ? {
        rule: 'too-large',
        verdict: 'refuse',
        what: `The answer has ${bytes(next)} bytes where the section had ${bytes(old)}.`,
      }
    : undefined

/** Whether a text has anything but headings. */
const saysAnything = ({ blocks }: Outline): boolean => blocks.some(({ type }) => type !== 'heading')

/** A section that said something is not emptied to its heading. */
const emptied: Guard = ({ old, next }) =>
  saysAnything(old) && !saysAnything(next)
    ? {
        rule: 'emptied',
        verdict: 'refuse',
        what: 'The answer leaves nothing of the section but its heading.',
      }
    : undefined

/** What an answer is, before what it says. */
export const structureGuards: readonly Guard[] = [empty, controlCharacters, ownHeading]

/** Where an answer ends. */
export const boundaryGuards: readonly Guard[] = [
  keepsMarkers,
  headingLevel,
  foreignHeading,
  shiftedHeading,
  repeatedTitle,
  insertedHeading,
  bareHeading,
  tooLarge,
  emptied,
]
