import { likelyTokensOf, tokensOf } from '../../documentation/budget.ts'
import type { DraftRequest, Estimate, Price, Provider, Spending } from '../../ports/provider.ts'
import type { Ledger } from './ledger.ts'
import { costOf } from './prices.ts'

/** Tokens that an answer may be longer than its section without surprise. */
const growth = 500

/** The tokens a request is likely to take: an answer is about as long as the section that it replaces. */
export const expectedTokens = ({ prompt, text }: Pick<DraftRequest, 'prompt' | 'text'>) => ({
  inputTokens: likelyTokensOf(prompt.system) + likelyTokensOf(prompt.user),
  outputTokens: likelyTokensOf(text),
})

/** What a request will likely take and cost, given what answers of the same model took before. */
export const estimator =
  (
    { name, model }: Pick<Provider, 'name' | 'model'>,
    price: Price | undefined,
    spending: Pick<Spending, 'experience'>,
  ) =>
  async (request: DraftRequest): Promise<Estimate> => {
    const { input, output } = await spending.experience(name, model)
    const expected = expectedTokens(request)
    const likely = {
      inputTokens: Math.round(expected.inputTokens * input),
      outputTokens: Math.round(expected.outputTokens * output),
    }
    const most = {
      inputTokens: Math.ceil(request.prompt.tokens * Math.max(1, input)),
      outputTokens: Math.ceil((tokensOf(request.text) + growth) * Math.max(1, output)),
    }
    return {
      ...likely,
      ...(price && { cost: costOf(price, likely), atMost: costOf(price, most) }),
    }
  }

/** A provider that spends no more than the budget allows, as far as that can be told beforehand. */
export const withBudget = (
  provider: Provider,
  ledger: Ledger,
  estimate: (request: DraftRequest) => Promise<Estimate>,
): Provider => ({
  ...provider,
  estimate,
  overBudget: ledger.over,
  async draft(request, options) {
    const { atMost = 0 } = await estimate(request)
    const settle = await ledger.admit(request.commit.commit, atMost)
    let spent = 0
    try {
      return await provider.draft(request, {
        ...options,
        onCall(call) {
          // What a request cost that was cut off nobody says: it counts for as much as it may be.
          spent += call.cost ?? atMost
          options.onCall?.(call)
        },
      })
    } finally {
      settle(spent)
    }
  },
})
