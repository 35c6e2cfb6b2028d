import { isNamed, similarLine } from './explained.ts'
import type { Guard, GuardFacts } from './facts.ts'
import type { TextLine, View } from './view.ts'

const names = { table: 'table', code: 'code block', blockquote: 'quote', list: 'list' } as const

const countOf = ({ blocks }: View, type: string): number =>
  blocks.filter(block => block.type === type).length

/** What the lost blocks of a type said, as far as it is gone. */
const lostLinesOf = ({ old, lostLines }: GuardFacts, type: string): readonly TextLine[] => {
  const texts = old.blocks
    .filter(block => block.type === type)
    .map(({ start, end }) => old.text.slice(start, end))
    .join('\n')
  return lostLines.filter(({ text }) => texts.includes(text))
}

/** Blocks do not become fewer by an update, unless the commit takes away what they show. */
const vanishedBlock: Guard = facts => {
  for (const [type, name] of Object.entries(names)) {
    const [before, after] = [countOf(facts.old, type), countOf(facts.next, type)]
    if (after >= before) continue
    const explained = lostLinesOf(facts, type).some(line => isNamed(facts.sources.gone, line))
    return {
      rule: 'vanished-block',
      // People take away code and quotes that no commit speaks of, and hardly ever a table.
      verdict: explained || type !== 'table' ? 'doubt' : 'ask',
      what: `The answer has ${before - after} ${name}${before - after > 1 ? 's' : ''} fewer than the section.`,
    }
  }
  return undefined
}

/** Whether a changed line of code may be what another was: one of its names is still there. */
const sharesName = (line: string, other: string): boolean => {
  const names = new Set(other.match(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu) ?? [])
  return (line.match(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu) ?? []).some(name => names.has(name))
}

/** A code block of which nothing is left, or nothing but its text outside a block. */
const vanishedCode: Guard = facts => {
  const { old, next, newLines, sources } = facts
  const isKeptCount = next.code.length >= old.code.length
  const fenced = new Set(next.lines.filter(line => line.fenced).map(({ text }) => text))
  const plain = new Set(next.lines.filter(line => !line.fenced).map(({ text }) => text))
  const changed = newLines.filter(line => line.fenced).map(({ text }) => text)
  const found = old.code.find(({ text }) => {
    const lines = text.split('\n').flatMap(line => (/\w{2}/.test(line) ? line.trim() : []))
    if (lines.filter(line => fenced.has(line)).length * 2 >= lines.length) return false
    if (isKeptCount && lines.every(line => isNamed(sources.gone, { text: line, fenced: true })))
      return false
    return (
      lines.every(line => plain.has(line)) ||
      lines.filter(line => changed.some(other => sharesName(line, other))).length * 2 < lines.length
    )
  })
  if (!found) return undefined
  const isPlain = found.text.split('\n').every(line => !line.trim() || plain.has(line.trim()))
  return {
    rule: 'vanished-code',
    verdict: isPlain ? 'ask' : 'doubt',
    what: `The answer drops the code block that begins "${found.text.split('\n')[0]?.slice(0, 60)}".`,
  }
}

const isRow = ({ text }: TextLine): boolean => /^\|.*\|/.test(text) && !/^\|[\s:|-]+$/.test(text)
const cellsOf = (line: string): readonly string[] =>
  line.replace(/^\||\|\s*$/g, '').split(/(?<!\\)\|/)

/** A row of a table is gone that nothing of the commit is in. */
const lostRow: Guard = facts => {
  const rows = facts.next.lines.filter(isRow)
  const keys = new Set(rows.map(({ text }) => cellsOf(text)[0]?.trim()))
  const lost = facts.lostLines
    .filter(isRow)
    .filter(line => !isNamed(facts.sources.gone, line))
    .filter(({ text, fenced }) => !fenced && !keys.has(cellsOf(text)[0]?.trim()))
    .filter(
      ({ text }) =>
        !similarLine(
          text,
          facts.newLines.map(each => each.text),
        ),
    )
  const [first] = lost
  return (
    first && {
      rule: 'lost-row',
      verdict: isNamed(facts.sources.changed, first) ? 'doubt' : 'ask',
      what: `The answer drops the row "${first.text.slice(0, 80)}", and the commit does not say why.`,
    }
  )
}

const columnsOf = ({ lines }: View): number =>
  lines
    .filter(({ text, fenced }) => !fenced && /^\|[\s:|-]+$/.test(text))
    .reduce((sum, { text }) => sum + cellsOf(text).length, 0)

/** The tables are as many, and have fewer columns. */
const lostColumn: Guard = ({ old, next }) =>
  countOf(next, 'table') === countOf(old, 'table') && columnsOf(next) < columnsOf(old)
    ? { rule: 'lost-column', verdict: 'ask', what: 'The answer drops a column of a table.' }
    : undefined

const warning =
  /^(?:[>\s*_-]|\[!)*(?:⚠️?|:warning:)?[\s*_]*(?:warning|caution|important|danger|attention|note|security|never|do not|don['’]t|be careful|beware)\b/i

/** A warning is gone, and nothing like it stands in its place. */
const lostWarning: Guard = facts => {
  const others = facts.next.lines.map(({ text }) => text)
  const lost = facts.lostLines.find(
    line =>
      !line.fenced &&
      warning.test(line.text) &&
      line.text.split(/\s+/).length > 4 &&
      !others.some(other => warning.test(other) && similarLine(line.text, [other])),
  )
  return (
    lost && {
      rule: 'lost-warning',
      verdict: 'doubt',
      what: `The answer drops the warning "${lost.text.slice(0, 80)}".`,
    }
  )
}

const promotion =
  /\b(?:sponsored|brought to you by|our (?:friends|partners) (?:at|from)|special offer|promo code|discount|sign up (?:now|today|free)|best place to|try it (?:now|free)|limited time)\b/i

/** Somebody is praised or sold. */
const promoted: Guard = ({ newLines, old }) => {
  const line = newLines.find(({ text, fenced }) => !fenced && promotion.test(text))
  return line && !promotion.test(old.text)
    ? {
        rule: 'promotion',
        verdict: 'ask',
        what: `The answer advertises: "${line.text.slice(0, 80)}".`,
      }
    : undefined
}

const itemOf = (text: string): string | undefined => /^(?:[-*+]|\d+[.)])\s+(.*)$/.exec(text)?.[1]

/** The same items in another order. */
const reordered: Guard = ({ old, next }) => {
  const itemsOf = ({ lines }: View, other: ReadonlySet<string>) =>
    lines.flatMap(({ text, fenced }) => {
      const item = fenced ? undefined : itemOf(text)
      return item !== undefined && other.has(item) ? [item] : []
    })
  const all = (view: View) => new Set(view.lines.flatMap(({ text }) => itemOf(text) ?? []))
  const before = itemsOf(old, all(next))
  const after = itemsOf(next, all(old))
  const differs = before.length === after.length && before.some((item, at) => item !== after[at])
  return differs && before.length > 1
    ? {
        rule: 'reordered',
        verdict: 'doubt',
        what: 'The answer puts the items of a list in another order.',
      }
    : undefined
}

/** What may not go or change without a reason in the commit. */
export const blockGuards: readonly Guard[] = [
  vanishedBlock,
  vanishedCode,
  lostRow,
  lostColumn,
  lostWarning,
  promoted,
  reordered,
]
