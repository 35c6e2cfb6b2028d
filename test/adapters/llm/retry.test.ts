import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import test from 'ava'
import type { HttpOutcome } from '../../../src/adapters/http/answer.ts'
import { endpointModel } from '../../../src/adapters/llm/endpoint-model.ts'
import { withFallbacks } from '../../../src/adapters/llm/fallbacks.ts'
import { type RetryOptions, withRetries } from '../../../src/adapters/llm/retry.ts'
import { answerRefused, ModelError, type ModelErrorClass } from '../../../src/errors/models.ts'
import type { ModelCall } from '../../../src/events/model-call.ts'
import type { Completion, Model } from '../../../src/ports/model.ts'
import { completionRequest } from './request.ts'

type Step = ModelErrorClass | Error | string | (() => Promise<never>)

const classes: readonly string[] = [
  'throttled',
  'quota',
  'auth',
  'model-unknown',
  'context-length',
  'truncated',
  'refused',
  'timeout',
  'network',
  'server',
  'malformed',
  'aborted',
]

/** A provider that does one step a draft, the last again and again: fails with a class or an error, or answers a text. */
const scripted = (steps: readonly Step[], name = 'scripted'): Model & { asked: number } => {
  const provider = {
    name,
    model: 'm',
    asked: 0,
    async complete(
      _: unknown,
      { onCall }: { onCall?(call: ModelCall): void },
    ): Promise<Completion> {
      const step = steps.at(provider.asked) ?? steps.at(-1) ?? ''
      provider.asked += 1
      if (typeof step === 'function') return step()
      const error =
        typeof step === 'string' && classes.includes(step)
          ? new ModelError(step as ModelErrorClass, `${name} failed.`, { hint: `Mend ${name}.` })
          : step
      const outcome =
        error instanceof ModelError ? error.class : error instanceof Error ? 'error' : 'ok'
      const call = { provider: name, model: 'm', milliseconds: 1, outcome }
      onCall?.(call)
      if (error instanceof Error) throw error
      return { text: error, provider: name, model: 'm', calls: [call] }
    },
  }
  return provider
}

const quick = { maxRetries: 3, initialDelay: 1, maxDelay: 2 }
const draft = async (provider: Model, signal = new AbortController().signal) => {
  const calls: ModelCall[] = []
  const end = await provider
    .complete(completionRequest(), { signal, onCall: call => calls.push(call) })
    .catch((error: unknown) => error)
  return { end, outcomes: calls.map(({ outcome }) => outcome) }
}

const asked = test.macro<[steps: readonly Step[], times: number, options?: Partial<RetryOptions>]>({
  exec: async (t, steps, times, options = {}) => {
    const provider = scripted(steps)
    const { end, outcomes } = await draft(withRetries(provider, { ...quick, ...options }))
    t.is(provider.asked, times)
    t.is(outcomes.length, times)
    if (end instanceof Error) t.true(end instanceof ModelError)
    else
      t.deepEqual(
        (end as Completion).calls.map(({ outcome }) => outcome),
        outcomes,
      )
  },
  title: (given, steps, times) => given || `${steps.join(', ')}: asked ${times} times`,
})

for (const passing of ['throttled', 'server', 'network', 'timeout'] as const) {
  test(asked, [passing], 4)
  test(asked, [passing, passing, 'Fine.'], 3)
}
for (const lasting of [
  'quota',
  'auth',
  'model-unknown',
  'refused',
  'truncated',
  'context-length',
  'aborted',
] as const)
  test(asked, [lasting, 'Fine.'], 1)
test(asked, ['Fine.'], 1)
test(asked, ['malformed'], 2)
test(asked, ['malformed', 'Fine.'], 2)
test(asked, ['malformed', 'server', 'malformed', 'Fine.'], 3)
test(asked, ['server', 'auth', 'Fine.'], 2)
test('no retries are no retries', asked, ['server', 'Fine.'], 1, { maxRetries: 0 })

const slowDown = (retryAfter: number) => new ModelError('throttled', 'Slow down.', { retryAfter })
test('a wait over 30 seconds is not waited', asked, [slowDown(30_001), 'Fine.'], 1)
test('a wait up to the limit is waited', asked, [slowDown(10), 'Fine.'], 2, { maxWait: 10 })
test('a wait over the limit is not', asked, [slowDown(11), 'Fine.'], 1, { maxWait: 10 })

test('a provider is not asked before the time it named', async t => {
  let isUp = false
  setTimeout(() => {
    isUp = true
  }, 25)
  const asked: boolean[] = []
  const again = scripted([slowDown(25), 'Fine.'])
  const noting: Model = {
    ...again,
    complete(request, options) {
      asked.push(isUp)
      return again.complete(request, options)
    },
  }
  await draft(withRetries(noting, quick))
  t.deepEqual(asked, [false, true])
})

test('malformed answers are counted for each draft, not for all of them', async t => {
  const provider = scripted(['malformed', 'Fine.', 'malformed', 'Fine.'])
  const policed = withRetries(provider, quick)
  t.deepEqual((await draft(policed)).outcomes, ['malformed', 'ok'])
  t.deepEqual((await draft(policed)).outcomes, ['malformed', 'ok'])
})

test('our own mistake is thrown as it is, once', async t => {
  const provider = scripted([new TypeError('undefined is not a function')])
  const { end } = await draft(withRetries(provider, quick))
  t.true(end instanceof TypeError)
  t.is(provider.asked, 1)
})

test('an abort during the wait ends it at once, and nothing more is asked', async t => {
  const abort = new AbortController()
  const provider = scripted(['server'])
  const waiting = withRetries(provider, { maxRetries: 1, initialDelay: 30, maxDelay: 30 })
  const drafting = waiting.complete(completionRequest(), {
    signal: abort.signal,
    onCall: () => setImmediate(() => abort.abort()),
  })
  await t.throwsAsync(drafting, { code: 'MODEL_ABORTED' })
  // A timer that began later than the one of the wait, and is as long, ends later.
  await new Promise(resolve => setTimeout(resolve, 30))
  t.is(provider.asked, 1)
})

/** A model behind a protocol that does these in turn, whatever its signal says. */
const served = (timeout: number, steps: readonly (() => Promise<HttpOutcome>)[]): Model => {
  let asked = 0
  const endpoint = { name: 'deaf', model: 'm', baseUrl: 'http://127.0.0.1:1', timeout }
  return endpointModel(endpoint, async () => ({
    post: () => steps[Math.min(asked++, steps.length - 1)]?.() ?? Promise.reject(),
    read: ({ body }) => ({ text: body, usage: {} }),
  }))
}
const silence = () => new Promise<never>(() => {})
const fine = async () => ({ answer: { status: 200, headers: new Headers(), body: 'Fine.' } })

test('a request that ignores its signal is left behind on abort, its call reported as aborted', async t => {
  const abort = new AbortController()
  const deaf = served(20_000, [
    () => {
      setImmediate(() => abort.abort())
      return silence()
    },
  ])
  const { end, outcomes } = await draft(withRetries(deaf, quick), abort.signal)
  t.like(end, { class: 'aborted' })
  t.deepEqual(outcomes, ['aborted'])
})

test('a request that ignores its signal ends with its time, and is made again', async t => {
  const { end, outcomes } = await draft(withRetries(served(20, [silence, fine]), quick))
  t.like(end, { text: 'Fine.' })
  t.deepEqual(outcomes, ['timeout', 'ok'])
})

test('a request that ends after its time is reported once', async t => {
  let answer = (_: HttpOutcome) => {}
  const late = served(10, [
    () =>
      new Promise(resolve => {
        answer = resolve
      }),
  ])
  const calls: string[] = []
  const completing = late.complete(completionRequest(), {
    signal: new AbortController().signal,
    onCall: ({ outcome }) => calls.push(outcome),
  })
  await t.throwsAsync(completing, { code: 'MODEL_TIMEOUT' })
  answer(await fine())
  await new Promise(resolve => setImmediate(resolve))
  t.deepEqual(calls, ['timeout'])
})

test('a process stays for a wait, and does not stay for one that was cut short', async t => {
  const retry = new URL('../../../src/adapters/llm/retry.js', import.meta.url).href
  const errors = new URL('../../../src/errors/models.js', import.meta.url).href
  const run = async (delay: number, abortAfter: number) => {
    const script = `
      import { withRetries } from '${retry}'
      import { ModelError } from '${errors}'
      const abort = new AbortController()
      const fail = async () => { throw new ModelError('server', 'No.') }
      setTimeout(() => abort.abort(), ${abortAfter}).unref()
      await withRetries({ name: 'a', model: 'm', complete: fail }, { maxRetries: 1, initialDelay: ${delay}, maxDelay: ${delay} })
        .complete({}, { signal: abort.signal })
        .catch(error => console.log(error.class))`
    const node = promisify(execFile)
    const { stdout } = await node(process.execPath, ['--input-type=module', '-e', script])
    return stdout.trim()
  }
  t.is(await run(20, 60_000), 'server')
  t.is(await run(600_000, 150), 'aborted')
})

test('the next provider is asked when one fails, and all calls are told', async t => {
  const [first, second, third] = [
    scripted(['quota'], 'a'),
    scripted(['server'], 'b'),
    scripted(['Fine.'], 'c'),
  ]
  const provider = withFallbacks(first, second, third)
  t.like(provider, { name: 'a', model: 'm' })
  const { end, outcomes } = await draft(provider)
  t.like(end, { text: 'Fine.', provider: 'c' })
  t.deepEqual(outcomes, ['quota', 'server', 'ok'])
  t.deepEqual(
    (end as Completion).calls.map(call => call.provider),
    ['a', 'b', 'c'],
  )
})

test('when all fail the last error is thrown, and its message names each', async t => {
  const { end } = await draft(withFallbacks(scripted(['auth'], 'a'), scripted(['throttled'], 'b')))
  t.like(end, {
    class: 'throttled',
    code: 'MODEL_THROTTLED',
    message: 'No provider gave an answer. a:m (auth): a failed. b:m (throttled): b failed.',
    hint: 'Mend b.',
  })
})

for (const [what, error] of [
  ['an abort', 'aborted'],
  ['an answer that a guard refused', answerRefused('heading', 'The heading is gone.')],
  ['a mistake of ours', new TypeError('undefined is not a function')],
] as const)
  test(`${what} is no reason to ask another`, async t => {
    const second = scripted(['Fine.'], 'b')
    const { end } = await draft(withFallbacks(scripted([error], 'a'), second))
    t.true(end instanceof Error)
    t.is(second.asked, 0)
  })

test('the only provider is itself', t => {
  const only = scripted(['Fine.'])
  t.is(withFallbacks(only), only)
})
