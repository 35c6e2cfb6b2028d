import { isExplained, isNamed, similarLine, wordsIn } from './explained.ts'
import type { Guard, GuardFacts } from './facts.ts'

const fewWords = 30

const removedShare = ({ old, removed }: GuardFacts): number => removed / Math.max(1, old.length)

const percent = (share: number): string => `${Math.round(100 * share)} %`

/** More than half of a section goes in a rewriting, hardly ever in an update. */
const rewritten: Guard = facts =>
  removedShare(facts) > 0.6 && facts.removed > fewWords
    ? {
        rule: 'rewritten',
        verdict: 'doubt',
        what: `The answer drops ${percent(removedShare(facts))} of the section's words.`,
      }
    : undefined

/** Much is gone, and the commit speaks of little of it. */
const unexplainedLoss: Guard = facts => {
  if (!(removedShare(facts) > 0.35 && facts.removed > fewWords)) return undefined
  const lost = wordsIn(facts.lostLines.filter(line => !isExplained(facts.sources.changed, line)))
  return lost >= 10
    ? {
        rule: 'unexplained-loss',
        verdict: 'doubt',
        what: `The answer drops ${percent(removedShare(facts))} of the section, and the commit does not say why.`,
      }
    : undefined
}

/** The code of a section is gone. */
const lostCode: Guard = facts =>
  facts.old.codeText.trim() !== '' &&
  facts.next.codeText.trim() === '' &&
  removedShare(facts) > 0.15
    ? { rule: 'lost-code', verdict: 'doubt', what: 'The answer drops all code of the section.' }
    : undefined

/** A passage is gone without another in its place, and the commit does not speak of it. */
const lostPassage: Guard = facts => {
  const others = facts.newLines.map(({ text }) => text)
  const lost = facts.lostLines.filter(
    // A common word of the commit explains a line, but no passage.
    line => !isNamed(facts.sources.gone, line) && !similarLine(line.text, others),
  )
  const words = wordsIn(lost)
  return words >= 10 && facts.removed >= words / 2
    ? {
        rule: 'lost-passage',
        verdict: 'doubt',
        what: `The answer drops "${lost[0]?.text.slice(0, 80)}", and the commit does not say why.`,
      }
    : undefined
}

/** How much of a section a commit may change. */
export const budgetGuards: readonly Guard[] = [lostCode, rewritten, unexplainedLoss, lostPassage]
