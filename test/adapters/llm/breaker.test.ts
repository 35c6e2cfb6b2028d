import test from 'ava'
import { withBreaker } from '../../../src/adapters/llm/breaker.ts'
import { cooldown } from '../../../src/adapters/llm/cooldown.ts'
import { withFallbacks } from '../../../src/adapters/llm/fallbacks.ts'
import { withRetries } from '../../../src/adapters/llm/retry.ts'
import { memoryLog } from '../../../src/adapters/memory/log.ts'
import { ModelError, type ModelErrorClass } from '../../../src/errors/models.ts'
import { breakerOf } from '../../../src/kinds/provider/breaker.ts'
import type { EventLog } from '../../../src/ports/log.ts'
import type { Model } from '../../../src/ports/model.ts'
import { completionRequest } from './request.ts'

const minute = 60_000
const hour = 60 * minute
const morning = Date.parse('2026-11-21T09:00:00.000Z')

type Says = ModelErrorClass | ModelError | 'Fine.'

/** A clock that is set by hand, a provider that says what it is told to, and the breaker between the two. */
const bench = (
  log: EventLog = memoryLog({ projections: [] }),
  name = 'served',
  retries?: number,
) => {
  let now = morning
  let says: () => Says = () => 'Fine.'
  let asked = 0
  const provider: Model = {
    name,
    model: 'm',
    async complete() {
      asked += 1
      const said = says()
      if (said === 'Fine.') return { text: said, provider: name, model: 'm', calls: [] }
      throw said instanceof ModelError ? said : new ModelError(said, `${name}: ${said}.`)
    },
  }
  const patient =
    retries === undefined
      ? provider
      : withRetries(provider, { maxRetries: retries, initialDelay: 1, maxDelay: 1 })
  const guarded = withBreaker(patient, breakerOf(log, `${name}:m`), { now: () => now })
  const draft = () =>
    guarded.complete(completionRequest(), { signal: new AbortController().signal }).then(
      ({ text }) => text,
      (error: ModelError) => error.class ?? error,
    )
  return {
    log,
    provider: guarded,
    draft,
    asked: () => asked,
    later: (milliseconds: number) => {
      now += milliseconds
    },
    say: (...told: Says[]) => {
      const last = told.at(-1) ?? 'Fine.'
      says = () => told.shift() ?? last
    },
    sayBy: (told: () => Says) => {
      says = told
    },
  }
}

const closed = { failures: 0, timesOpened: 0 }
const error = (errorClass: ModelErrorClass, retryAfter?: number) =>
  new ModelError(errorClass, 'No.', retryAfter === undefined ? {} : { retryAfter })

test('a provider that struggles is left alone after three drafts, longer each time', t => {
  const after = (failures: number, timesOpened: number) =>
    cooldown(error('server'), { failures, timesOpened, class: 'server' }, 30_000)
  t.deepEqual([after(0, 0), after(1, 0), after(2, 0)], [undefined, undefined, minute])
  t.deepEqual(
    [after(3, 1), after(4, 2), after(5, 3), after(6, 9)].map(ms => (ms ?? 0) / minute),
    [2, 4, 8, 15],
  )
})

test('a quota that is used up leaves it alone at once, for hours', t => {
  t.is(cooldown(error('quota'), closed, 30_000), hour)
  t.is(cooldown(error('quota'), { failures: 3, timesOpened: 2, class: 'quota' }, 30_000), 4 * hour)
  t.is(cooldown(error('quota'), { failures: 9, timesOpened: 6, class: 'network' }, 30_000), hour)
  t.is(cooldown(error('quota', 3 * hour), closed, 30_000), 3 * hour)
})

test('a wait that it asks for and we do not wait is kept, a day at most', t => {
  t.is(cooldown(error('throttled', 31_000), closed, 30_000), 31_000)
  t.is(cooldown(error('throttled', 29_000), closed, 30_000), undefined)
  t.is(cooldown(error('throttled', 1000 * hour), closed, 30_000), 24 * hour)
})

for (const errorClass of ['context-length', 'truncated', 'refused', 'malformed'] as const)
  test(`${errorClass} is said of a request, not of the provider`, async t => {
    t.is(cooldown(error(errorClass), { failures: 9, timesOpened: 0 }, 30_000), undefined)
    const { say, draft, asked, provider } = bench()
    say(errorClass)
    for (const _ of [1, 2, 3, 4]) t.is(await draft(), errorClass)
    t.is(asked(), 4)
    t.is(await provider.unavailable?.(), undefined)
  })

test('while it is left alone nothing is asked, and whoever wants to know is told until when and why', async t => {
  const { say, draft, asked, provider } = bench()
  say('server')
  for (const _ of [1, 2, 3]) t.is(await draft(), 'server')
  t.is(await draft(), 'unavailable')
  t.is(asked(), 3)
  t.deepEqual(await provider.unavailable?.(), {
    until: '2026-11-21T09:01:00.000Z',
    detail: 'git-doc will not call served until 2026-11-21T09:01:00.000Z: served: server.',
  })
})

test('an answer in between makes failures forgotten', async t => {
  const { say, draft } = bench()
  say('server', 'server', 'Fine.', 'server', 'server', 'Fine.')
  const said = []
  for (const _ of [1, 2, 3, 4, 5, 6]) said.push(await draft())
  t.deepEqual(said, ['server', 'server', 'Fine.', 'server', 'server', 'Fine.'])
})

test('when the time is over one draft finds out while the others wait', async t => {
  const { say, draft, asked, later } = bench()
  say('quota')
  t.is(await draft(), 'quota')
  later(hour)
  t.deepEqual(await Promise.all([draft(), draft(), draft()]), [
    'quota',
    'unavailable',
    'unavailable',
  ])
  t.is(asked(), 2)
  say('Fine.')
  later(2 * hour)
  t.deepEqual(await Promise.all([draft(), draft(), draft()]), ['Fine.', 'Fine.', 'Fine.'])
  t.is(asked(), 5)
})

test('drafts that were under way when it was opened count once', async t => {
  const { say, draft, asked, provider } = bench()
  say('quota')
  t.deepEqual(await Promise.all([draft(), draft()]), ['quota', 'quota'])
  t.is(asked(), 2)
  t.like(await provider.unavailable?.(), { until: '2026-11-21T10:00:00.000Z' })
})

test('the next process knows of it', async t => {
  const first = bench()
  first.say('quota')
  t.is(await first.draft(), 'quota')
  const second = bench(first.log)
  t.is(await second.draft(), 'unavailable')
  t.is(second.asked(), 0)
})

test('a process that was killed while it found out leaves that to the next', async t => {
  const first = bench()
  first.say('quota')
  await first.draft()
  await breakerOf(first.log, 'served:m').record(() => ({
    type: 'provider.probed',
    data: {},
  }))
  const second = bench(first.log)
  second.later(hour)
  t.is(await second.draft(), 'Fine.')
})

test('a wrong key is not tried twice by one process, and is tried by the next', async t => {
  const first = bench()
  first.say('auth', 'Fine.')
  t.deepEqual([await first.draft(), await first.draft()], ['auth', 'auth'])
  t.is(first.asked(), 1)
  t.is(await bench(first.log).draft(), 'Fine.')
})

test('a clock that was set back a week does not keep it away for a week', async t => {
  const { say, draft, later } = bench()
  say('quota', 'Fine.')
  await draft()
  later(-7 * 24 * hour)
  t.is(await draft(), 'Fine.')
})

test('an abort and a mistake of ours say nothing of the provider', async t => {
  const { say, draft, provider, sayBy } = bench()
  say('aborted')
  t.is(await draft(), 'aborted')
  sayBy(() => {
    throw new TypeError('undefined is not a function')
  })
  t.true(((await draft()) as unknown) instanceof TypeError)
  t.is(await provider.unavailable?.(), undefined)
})

test('with a fallback somebody may be asked until both are left alone, and then until the first is back', async t => {
  const first = bench(undefined, 'a')
  const second = bench(first.log, 'b')
  const both = withFallbacks(first.provider, second.provider)
  first.say('quota')
  second.say(new ModelError('throttled', 'b: slow down.', { retryAfter: 5 * minute }))
  t.is(await first.draft(), 'quota')
  t.is(await both.unavailable?.(), undefined)
  t.is(await second.draft(), 'throttled')
  t.like(await both.unavailable?.(), { until: '2026-11-21T09:05:00.000Z' })
})

/** A fixed row of pseudo-random numbers. */
const chance = () => {
  let seed = 1
  return () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  }
}

/** Three in ten requests fail for an hour and a half, all for an hour, then the quota is used up for two and a half. */
const sickness = () => {
  const random = chance()
  return (minute: number): Says => {
    if (minute < 90) return random() < 0.3 ? 'server' : 'Fine.'
    if (minute < 150) return 'network'
    return minute < 300 ? 'quota' : 'Fine.'
  }
}

for (const [retries, mostWasted] of [
  [undefined, 30],
  [3, 75],
] as const)
  test(`an afternoon of failures loses no commit and wastes few calls, ${retries ?? 'without'} retries`, async t => {
    const { sayBy, draft, asked, later, log } = bench(undefined, 'served', retries)
    const minutes = 8 * 60
    const sick = sickness()
    // A commit comes every other minute; whatever has no answer waits and is asked for again.
    const waiting: number[] = []
    let answered = 0
    for (let at = 0; at < minutes; at += 1) {
      sayBy(() => sick(at))
      if (at % 2 === 0) waiting.push(at)
      for (const commit of [...waiting]) {
        const before = asked()
        const said = await draft()
        if (said === 'unavailable') t.is(asked(), before, 'an open breaker sends nothing')
        if (said !== 'Fine.') break
        waiting.splice(waiting.indexOf(commit), 1)
        answered += 1
      }
      later(minute)
    }
    t.is(answered, minutes / 2, 'every commit got its answer')
    t.deepEqual(waiting, [])
    t.log(`${asked()} calls for ${answered} answers; ideal ${answered}`)
    t.true(asked() - answered <= mostWasted, `${asked() - answered} calls without an answer`)
    t.true((await log.head()).position < 200)
  })
