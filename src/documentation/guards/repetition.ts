import type { Guard } from './facts.ts'
import { countsOf } from './view.ts'

const longLine = 30

/** Lines or blocks said again and again. */
const repeated: Guard = ({ old, next }) => {
  const before = countsOf(old.lines.map(({ text }) => text))
  const more = [...countsOf(next.lines.map(({ text }) => text))]
    .filter(([text]) => text.length > longLine)
    .map(([text, count]) => ({ text, more: count - Math.max(1, before.get(text) ?? 1) }))
    .filter(({ more }) => more > 0)
  const worst = more.find(({ more }) => more >= 4) ?? (more.length >= 6 ? more[0] : undefined)
  return (
    worst && {
      rule: 'repeated',
      verdict: 'ask',
      what: `The answer repeats itself: "${worst.text.slice(0, 80)}".`,
    }
  )
}

const blocksOf = (text: string): readonly string[] =>
  text
    .split(/\n\s*\n/)
    .map(block => block.trim())
    .filter(block => block.length > 60)

/** A paragraph that is there once more than it was. */
const repeatedBlock: Guard = ({ old, next }) => {
  const before = countsOf(blocksOf(old.text))
  const found = [...countsOf(blocksOf(next.text))].find(
    ([block, count]) => count > Math.max(1, before.get(block) ?? 0),
  )
  return (
    found && {
      rule: 'repeated-block',
      verdict: 'doubt',
      what: `The answer says twice: "${found[0].slice(0, 80)}".`,
    }
  )
}

/** Much more text than the section had. */
const flood: Guard = ({ old, added }) =>
  added > Math.max(300, 2 * old.length)
    ? {
        rule: 'flood',
        verdict: 'doubt',
        what: `The answer adds ${added} words to the ${old.length} of the section.`,
      }
    : undefined

/** What says the same again, or far more than was asked. */
export const repetitionGuards: readonly Guard[] = [repeated, repeatedBlock, flood]
