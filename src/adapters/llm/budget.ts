import type { CompletionRequest, Model } from '../../ports/model.ts'
import type { Estimate, Price, Spending } from '../../ports/money.ts'
import { likelyTokensOf, tokensOf } from '../../ports/tokens.ts'
import type { Ledger } from './ledger.ts'
import { costOf } from './prices.ts'

/** Tokens by which an answer may be longer than expected. */
const growth = 500

/** The tokens that a request is likely to take. */
export const expectedTokens = ({ prompt, answerLike }: CompletionRequest) => ({
  inputTokens: likelyTokensOf(prompt.system) + likelyTokensOf(prompt.user),
  outputTokens: likelyTokensOf(answerLike),
})

/** Estimates what a request takes and costs, corrected by what answers of the same model took before. */
export const estimator =
  (
    { name, model }: Pick<Model, 'name' | 'model'>,
    price: Price | undefined,
    spending: Pick<Spending, 'experience'>,
  ) =>
  async (request: CompletionRequest): Promise<Estimate> => {
    const { input, output } = await spending.experience(name, model)
    const expected = expectedTokens(request)
    const likely = {
      inputTokens: Math.round(expected.inputTokens * input),
      outputTokens: Math.round(expected.outputTokens * output),
    }
    const most = {
      inputTokens: Math.ceil(promptTokens(request) * Math.max(1, input)),
      outputTokens: Math.ceil((tokensOf(request.answerLike) + growth) * Math.max(1, output)),
    }
    return {
      ...likely,
      ...(price && { cost: costOf(price, likely), atMost: costOf(price, most) }),
    }
  }

const promptTokens = ({ prompt: { system, user } }: CompletionRequest): number =>
  tokensOf(system) + tokensOf(user)

/** A model that spends no more than the budget allows, as far as that can be known beforehand. */
export const withBudget = (
  model: Model,
  ledger: Ledger,
  estimate: (request: CompletionRequest) => Promise<Estimate>,
): Model => ({
  ...model,
  estimate,
  overBudget: ledger.exceeds,
  async complete(request, options) {
    const { atMost = 0 } = await estimate(request)
    const settle = await ledger.reserve(request.run, atMost)
    let spent = 0
    try {
      return await model.complete(request, {
        ...options,
        onCall(call) {
          // Nobody says what a request cost that was cut off, so it counts for as much as it may have cost.
          spent += call.cost ?? atMost
          options.onCall?.(call)
        },
      })
    } finally {
      settle(spent)
    }
  },
})
