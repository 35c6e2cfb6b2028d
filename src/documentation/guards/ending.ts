import { isNamed, similarLine, wordsIn } from './explained.ts'
import type { Guard, GuardFacts } from './facts.ts'

const lastLine = ({ next }: GuardFacts) => next.lines.at(-1)

const isBlockLine = (text: string): boolean =>
  /^(?:[-*+>|#<]|\d+[.)]\s|\[)/.test(text) || /(?:[|>)\]]|\)=)$/.test(text)

/** The last line breaks off, and the section's old last line is gone. */
const cutLine: Guard = facts => {
  const last = lastLine(facts)
  const oldLast = facts.old.lines.at(-1)
  if (!last || !oldLast || last.fenced || !facts.newLines.includes(last)) return undefined
  const breaksOff = /[\p{L}\p{N}_,;([{"'&+=<-]$/u.test(last.text) && !isBlockLine(last.text)
  const tailGone = facts.lostLines.includes(oldLast)
  return breaksOff && tailGone ? cut(last.text, 'ask') : undefined
}

const cut = (text: string, verdict: 'ask' | 'doubt') => ({
  rule: 'cut-off',
  verdict,
  what: `The answer breaks off: "…${text.slice(-60)}".`,
})

const unbalanced = (text: string): boolean => {
  const plain = text.replace(/`[^`]*`/g, '').replace(/\\[[\]()*`]/g, '')
  const backticks = (plain.match(/`/g) ?? []).length % 2 === 1
  const brackets = (plain.match(/\[/g) ?? []).length > (plain.match(/\]/g) ?? []).length
  const link = /\]\([^)]*$/.test(plain)
  const bold = (plain.match(/\*\*/g) ?? []).length % 2 === 1
  return backticks || brackets || link || bold
}

/** The last paragraph opens what it does not close. */
const unbalancedEnd: Guard = facts => {
  const last = lastLine(facts)
  if (!last || last.fenced || !facts.newLines.includes(last)) return undefined
  const paragraph =
    facts.next.text
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? ''
  return unbalanced(paragraph) && !facts.old.text.includes(paragraph)
    ? cut(last.text, 'doubt')
    : undefined
}

const fewestWords = 6

/** The end of the old section is gone, nothing has come in its place, and the commit does not take it away. */
const lostTail: Guard = facts => {
  const kept = new Set(facts.next.lines.map(({ text }) => text))
  const others = facts.newLines.map(({ text }) => text)
  const lines = facts.old.lines
  const from = lines.findLastIndex(({ text }) => kept.has(text) || similarLine(text, others))
  const tail = lines.slice(from + 1)
  const lost = tail.filter(line => !isNamed(facts.sources.gone, line))
  return wordsIn(lost) >= fewestWords && facts.removed > facts.added
    ? {
        rule: 'lost-end',
        verdict: 'doubt',
        what: `The answer ends before the section did: "${lost[0]?.text.slice(0, 80)}" is gone.`,
      }
    : undefined
}

/** Answers that end too early. */
export const endingGuards: readonly Guard[] = [cutLine, unbalancedEnd, lostTail]
