import needWeights from './need-weights.json' with { type: 'json' }
import type { Recalled } from './rank/history.ts'
import type { Signals } from './rank/signals.ts'
import type { Ranked } from './rank.ts'

/** What is known of a commit when it is asked whether any document must follow it. */
export interface LikelihoodInput {
  readonly signals: Signals
  readonly past: Recalled | undefined
  readonly best: Pick<Ranked, 'share' | 'score' | 'shared'> | undefined
  /** How many rows of three words the changed lines share with the section that has most, each the less the more have it. */
  readonly overlap: number
}

const logarithm = (count: number): number => Math.log(1 + count)
const one = (is: boolean): number => (is ? 1 : 0)

const keeps =
  /^(?:\w+: )?(?:fix|refactor|chore|test|ci|build|style|bump|perf|revert|merge|release|lint|typo|clean|upgrade|update dep|v?\d)/i

/** What the decision looks at: the shape of the commit, how well it matches, and how often documents followed before. */
export const needInputs = {
  always: () => 1,
  adds: ({ signals }) => one(signals.adds),
  keeps: ({ signals }) => one(keeps.test(signals.title)),
  addedShare: ({ signals: { linesAdded, linesRemoved } }) =>
    linesAdded / (linesAdded + linesRemoved + 1),
  lines: ({ signals }) => logarithm(signals.linesAdded + signals.linesRemoved),
  newNames: ({ signals }) => logarithm(signals.newNames.size),
  files: ({ signals }) => logarithm(signals.files),
  types: ({ signals }) => one(signals.types),
  tests: ({ signals }) => one(signals.tests.size > 0),
  body: ({ signals }) => logarithm(signals.body.size),
  likeness: ({ past }) => past?.likeness ?? 0,
  habit: ({ past }) => past?.habit ?? 0.1,
  overlap: ({ overlap }) => logarithm(overlap),
  share: ({ best }) => best?.share ?? 0,
  score: ({ best }) => (best?.score ?? 0) / 10,
  shared: ({ best }) => (best?.shared.length ?? 0) / 5,
} satisfies Readonly<Record<string, (input: LikelihoodInput) => number>>

export type NeedName = keyof typeof needInputs

/** Written by bench/train-need.ts. */
const weights: Readonly<Record<NeedName, number>> = needWeights

/**
 * How likely a commit is one that people would have documented, 0 to 1. The ranking's best score alone says little of it
 * (bench/README.md).
 */
export const documentationLikelihood = (input: LikelihoodInput): number => {
  let sum = 0
  for (const [name, weight] of Object.entries(weights))
    sum += weight * needInputs[name as NeedName](input)
  return Math.round((1 / (1 + Math.exp(-sum))) * 1e6) / 1e6
}
