import test, { type ExecutionContext } from 'ava'
import { estimator, withBudget } from '../../../src/adapters/llm/budget.ts'
import { withFallbacks } from '../../../src/adapters/llm/fallbacks.ts'
import { openLedger } from '../../../src/adapters/llm/ledger.ts'
import { openModels } from '../../../src/adapters/llm/open.ts'
import { presets } from '../../../src/adapters/llm/presets.ts'
import { costOf, costOfCall, priceOf } from '../../../src/adapters/llm/prices.ts'
import { ModelError } from '../../../src/errors/models.ts'
import type { ModelCall } from '../../../src/events/model-call.ts'
import type { Model } from '../../../src/ports/model.ts'
import type { Estimate, Price } from '../../../src/ports/money.ts'
import type { Settings } from '../../../src/ports/settings.ts'
import { answered, failed, modelServer, type Reply } from '../../support/model-server.ts'
import { completionRequest } from './request.ts'

const signal = new AbortController().signal
const price: Price = { input: 1, output: 10 }
const none = { month: undefined, run: undefined, commit: undefined }
const nothing = { month: async () => 0, run: async () => 0 }
const noon = () => Date.parse('2026-11-21T12:00:00Z')
const request = (run = 'commit/a') => completionRequest({}, run)

// Prices

test('the usual model of every provider has a price', t => {
  for (const [name, { model }] of Object.entries(presets))
    if (model !== undefined) t.truthy(priceOf({ name, kind: name, model }), name)
})

test('a model is known by its name with the day it was made, and to its own provider only', t => {
  t.deepEqual(priceOf({ name: 'openai', kind: 'openai', model: 'gpt-4.1-mini-2025-04-14' }), {
    input: 0.4,
    output: 1.6,
  })
  t.deepEqual(
    priceOf({ name: 'anthropic', kind: 'anthropic', model: 'claude-sonnet-4-5-20250929' }),
    { input: 3, output: 15 },
  )
  t.deepEqual(priceOf({ name: 'google', kind: 'google', model: 'models/gemini-2.5-flash' }), {
    input: 0.3,
    output: 2.5,
  })
  t.is(priceOf({ name: 'openai', kind: 'openai', model: 'gpt-4.1-mini-tuned' }), undefined)
  t.is(priceOf({ name: 'compatible', kind: 'compatible', model: 'gpt-4.1-mini' }), undefined)
  t.is(priceOf({ name: 'toString', kind: 'toString', model: 'length' }), undefined)
})

test('what a person says of a price counts, that of one provider most', t => {
  const own = { 'gpt-4.1-mini': price, 'groq:gpt-4.1-mini': { input: 2, output: 2 } }
  t.deepEqual(priceOf({ name: 'openai', kind: 'openai', model: 'gpt-4.1-mini' }, own), price)
  t.deepEqual(priceOf({ name: 'groq', kind: 'groq', model: 'gpt-4.1-mini' }, own), {
    input: 2,
    output: 2,
  })
})

test('a model on this machine costs nothing; one that Ollama asks elsewhere costs nobody knows what', t => {
  t.deepEqual(priceOf({ name: 'ollama', kind: 'ollama', model: 'llama3.1:8b' }), {
    input: 0,
    output: 0,
  })
  t.is(priceOf({ name: 'ollama', kind: 'ollama', model: 'gpt-oss:120b-cloud' }), undefined)
})

test('a million tokens cost what the price says', t => {
  t.is(costOf(price, { inputTokens: 1_000_000, outputTokens: 0 }), 1)
  t.is(costOf(price, { inputTokens: 500_000, outputTokens: 100_000 }), 1.5)
})

// Calls

/** The calls of one draft by a provider with a price of its own. */
const callsOf = async (
  t: ExecutionContext,
  reply: Reply | undefined,
  own: Settings['prices'] = { m: price },
) => {
  const calls: ModelCall[] = []
  const server = await modelServer(t, [reply ?? {}])
  if (reply === undefined) await server.close()
  const { model } = openModels(
    {
      provider: 'compatible',
      model: 'm',
      apiKey: undefined,
      baseUrl: server.url,
      timeout: reply?.silence ? 60 : 180_000,
      maxRetries: 0,
      concurrency: 1,
      diffTokens: 4000,
      fallbacks: [],
      pricesFile: undefined,
      providers: {},
    },
    { env: {}, prices: own },
  )
  await model
    ?.complete(request(), { signal, onCall: call => calls.push(call) })
    .catch((error: unknown) => {
      if (!(error instanceof ModelError)) throw error
    })
  return calls
}

test('a call says what it cost and what it was expected to take', async t => {
  const [call] = await callsOf(t, answered('Fine.'))
  t.like(call, { inputTokens: 12, outputTokens: 5, cost: 0.000062, status: 200 })
  t.true((call?.expectedInputTokens ?? 0) > 5)
  t.true((call?.expectedOutputTokens ?? 0) > 1)
})

test('an answer that cannot be used costs what it took', async t => {
  const [call] = await callsOf(t, answered('Half', { finish_reason: 'length' }))
  t.like(call, { outcome: 'truncated', cost: 0.000062 })
  t.is(call?.expectedInputTokens, undefined, 'it says nothing of how long answers are')
})

test('a failure that a server tells costs nothing, nor does a connection that was never made', async t => {
  t.like((await callsOf(t, failed(429, { message: 'Slow down' })))[0], { status: 429, cost: 0 })
  t.like((await callsOf(t, failed(500, { message: 'Oops' })))[0], { status: 500, cost: 0 })
  const [call] = await callsOf(t, undefined)
  t.like(call, { outcome: 'network', cost: 0 })
})

test('what nobody knows the cost of is never told as nothing', async t => {
  const { body } = answered('Fine.')
  const cases: readonly (readonly [string, Reply, Settings['prices']])[] = [
    ['no price', answered('Fine.'), {}],
    ['no price, no answer', failed(500, { message: 'Oops' }), {}],
    ['no tokens', { body: { ...(body as object), usage: null } }, { m: price }],
    ['cut off', { ...answered('Fine.'), cut: 'rest' }, { m: price }],
    ['no time', { silence: { before: 'headers', for: Number.POSITIVE_INFINITY } }, { m: price }],
  ]
  for (const [what, reply, own] of cases) {
    const calls = await callsOf(t, reply, own)
    t.is(calls.length, 1, what)
    t.false('cost' in (calls[0] ?? { cost: 0 }), what)
  }
  t.is(costOfCall(price, { outputTokens: 5 }, true), undefined)
})

// Estimates

test('an estimate knows what answers of the model took before', async t => {
  const of = (input: number, output: number) =>
    estimator({ name: 'p', model: 'm' }, price, {
      experience: async () => ({ input, output }),
    })(request())
  const plain = await of(1, 1)
  const taught = await of(1.5, 4)
  t.is(taught.inputTokens, Math.round(plain.inputTokens * 1.5))
  t.is(taught.outputTokens, Math.round(plain.outputTokens * 4))
  for (const { cost = 0, atMost = 0 } of [plain, taught]) t.true(0 < cost && cost < atMost)
})

test('without a price an estimate has tokens and no cost', async t => {
  const experience = async () => ({ input: 1, output: 1 })
  const estimate = await estimator({ name: 'p', model: 'm' }, undefined, { experience })(request())
  t.true(estimate.inputTokens > 0)
  t.deepEqual(Object.keys(estimate).sort(), ['inputTokens', 'outputTokens'])
})

// Budgets

test('a budget is kept of each month, each commit and each run, over what was spent before', async t => {
  const spent = { month: async () => 9, run: async () => 0.5 }
  const over = async (limits: Partial<Settings['budget']>, cost: number) =>
    openLedger({ ...none, ...limits }, spent, noon).exceeds('a', cost)
  t.is(await over({}, 1000), undefined)
  t.is(await over({ month: 10 }, 1), undefined)
  t.is(
    await over({ month: 10 }, 1.01),
    'The budget of $10.00 a month is used up: $9.00 spent in 2026-11, and the next request may cost $1.01. The work goes on when budget.month is raised, or next month.',
  )
  t.regex((await over({ run: 0.5 }, 0.6)) ?? '', /^The budget of \$0\.50 for one run is used up/)
  t.regex((await over({ commit: 1 }, 0.6)) ?? '', /^The budget of \$1\.00 for one commit is used/)
  t.is(await over({ month: 1 }, 0), undefined, 'what is free is always allowed')
})

test('a month ends with its last day, and with it what was spent in it', async t => {
  let now = Date.parse('2026-11-30T23:59:00Z')
  const ledger = openLedger({ ...none, month: 1 }, nothing, () => now)
  const settle = await ledger.reserve('a', 0.9)
  settle(0.9)
  t.regex((await ledger.exceeds('a', 0.2)) ?? '', /2026-11/)
  now += 1180_000
  t.is(await ledger.exceeds('a', 0.2), undefined)
})

test('what is put by for requests under way is not spent twice', async t => {
  const ledger = openLedger({ ...none, run: 1 }, nothing, noon)
  const first = await ledger.reserve('a', 0.6)
  const order: string[] = []
  const second = ledger.reserve('b', 0.6).then(settle => {
    order.push('second')
    return settle
  })
  await new Promise(resolve => setImmediate(resolve))
  t.deepEqual(order, [], 'it waits for what the first one costs')
  first(0.1)
  ;(await second)(0.3)
  await t.throwsAsync(ledger.reserve('c', 0.7), { code: 'BUDGET_REACHED' })
  const left = await ledger.reserve('c', 0.6)
  left(0)
})

test('of many requests at a time a budget lets through what it pays for, and no more', async t => {
  const limit = 1
  let spent = 0
  let asked = 0
  const provider: Model = {
    name: 'p',
    model: 'm',
    async complete(_, { onCall }) {
      asked += 1
      await new Promise(resolve => setImmediate(resolve))
      const cost = 0.07
      spent += cost
      onCall?.({ provider: 'p', model: 'm', milliseconds: 1, outcome: 'ok', cost })
      return { text: 'Fine.', provider: 'p', model: 'm', calls: [] }
    },
  }
  const estimate = async (): Promise<Estimate> => ({
    inputTokens: 1,
    outputTokens: 1,
    cost: 0.07,
    atMost: 0.1,
  })
  const ledger = openLedger({ ...none, run: limit }, nothing, noon)
  const paid = withBudget(provider, ledger, estimate)
  const drafts = Array.from({ length: 40 }, () => paid.complete(request(), { signal }))
  const ends = await Promise.allSettled(drafts)
  t.is(asked, ends.filter(({ status }) => status === 'fulfilled').length)
  t.true(spent <= limit, `${spent}`)
  // A request is let through while its most fits: 0.07 a time leave less than 0.1 after 13.
  t.is(asked, 13)
})

test('a request that was cut off counts for as much as it may have cost', async t => {
  const provider: Model = {
    name: 'p',
    model: 'm',
    async complete(_, { onCall }) {
      onCall?.({ provider: 'p', model: 'm', milliseconds: 1, outcome: 'timeout' })
      throw new ModelError('timeout', 'p did not answer.')
    },
  }
  const ledger = openLedger({ ...none, run: 1 }, nothing, noon)
  const estimate = async () => ({ inputTokens: 1, outputTokens: 1, cost: 0.2, atMost: 0.6 })
  const paid = withBudget(provider, ledger, estimate)
  await t.throwsAsync(paid.complete(request(), { signal }), { code: 'MODEL_TIMEOUT' })
  await t.throwsAsync(paid.complete(request(), { signal }), { code: 'BUDGET_REACHED' })
})

test('what is beyond the budget is not asked of a fallback, not even of one that is free', async t => {
  const asked: string[] = []
  const provider = (name: string): Model => ({
    name,
    model: 'm',
    async complete() {
      asked.push(name)
      return { text: 'Fine.', provider: name, model: 'm', calls: [] }
    },
  })
  const ledger = openLedger({ ...none, run: 1 }, nothing, noon)
  const estimate = async () => ({ inputTokens: 1, outputTokens: 1, cost: 1, atMost: 2 })
  const both = withFallbacks(withBudget(provider('paid'), ledger, estimate), provider('free'))
  const error = await t.throwsAsync(both.complete(request(), { signal }), {
    code: 'BUDGET_REACHED',
  })
  t.like(error, { needs: 2 })
  t.deepEqual(asked, [])
  t.regex((await both.overBudget?.('a', 2)) ?? '', /for one run is used up/)
  t.like(await both.estimate?.(request()), { cost: 1 })
})

test('no budget can be kept of a model whose price nobody knows', t => {
  const open = (
    budget: Partial<Settings['budget']>,
    model: string,
    fallbacks: readonly string[] = [],
  ) =>
    openModels(
      {
        provider: 'openai',
        model,
        apiKey: 'k',
        baseUrl: undefined,
        timeout: 1000,
        maxRetries: 0,
        concurrency: 1,
        diffTokens: 4000,
        fallbacks,
        pricesFile: undefined,
        providers: {},
      },
      {
        env: {},
        budget: { ...none, ...budget },
      },
    )
  t.throws(() => open({ month: 5 }, 'gpt-of-our-own'), { code: 'PRICE_UNKNOWN' })
  t.throws(() => open({ run: 5 }, 'gpt-4.1', ['openai:other']), { code: 'PRICE_UNKNOWN' })
  t.notThrows(() => open({}, 'gpt-of-our-own'))
  t.notThrows(() => open({ month: 5 }, 'gpt-4.1', ['ollama', 'offline']))
})
