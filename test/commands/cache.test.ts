import test from 'ava'
import { memoryLog } from '../../src/adapters/memory/log.ts'
import { clearCache, listCache } from '../../src/commands/commit/cache.ts'
import { cachedIn } from '../../src/kinds/commit/cached-answers.ts'
import { cacheKey } from '../../src/kinds/commit/effects/cache-key.ts'
import type { World } from '../../src/kinds/commit/world.ts'
import type { EventLog } from '../../src/ports/log.ts'
import { cache } from '../../src/projections/commit/cache.ts'
import { drafted, sha, target, unchanged } from '../support/commit-events.ts'
import { draftRequest } from '../support/draft-request.ts'

const day = 24 * 60 * 60 * 1000
const first = Date.UTC(2026, 10, 1)

/** A log with an answer on the first day of the month and another ten days later, and a clock of its own. */
const logWithAnswers = async () => {
  let now = first
  const log: EventLog = memoryLog({ projections: [cache], now: () => new Date(now) })
  const run = `commit/${sha('a')}`
  await log.append(run, [{ event: drafted('Usage') }], 0)
  now += 10 * day
  await log.append(run, [{ event: unchanged('Options') }], 1)
  return {
    log,
    clock: (ago: number) => new Date(now - ago).toISOString(),
    later: (milliseconds: number) => {
      now += milliseconds
    },
  }
}

test('an answer is used for 30 days, and not a moment longer', async t => {
  const { log, clock, later } = await logWithAnswers()
  const cached = cachedIn(log, clock)
  t.truthy(await cached('key-Usage'))
  later(20 * day - 1)
  t.truthy(await cached('key-Usage'))
  later(1)
  t.is(await cached('key-Usage'), undefined)
  t.truthy(await cached('key-Options'))
  t.is(await cached('key-Other'), undefined)
})

test('answers are listed oldest first, with what they were asked for and whether they still count', async t => {
  const { log, clock, later } = await logWithAnswers()
  later(21 * day)
  const answers = await listCache(log, clock)
  t.like(answers, {
    0: { key: 'key-Usage', target: 'README.md#Usage', run: `commit/${sha('a')}`, expired: true },
    1: { key: 'key-Options', bytes: undefined, expired: false },
  })
  t.true((answers[0]?.bytes ?? 0) > 20)
})

test('what is older than an age is thrown away, and stays away when the view is folded anew', async t => {
  const { log, clock } = await logWithAnswers()
  t.is((await clearCache(log, clock, 11 * day)).length, 0)
  t.deepEqual(
    (await clearCache(log, clock, 5 * day)).map(({ key }) => key),
    ['key-Usage'],
  )
  await log.rebuild(cache)
  t.deepEqual(
    (await listCache(log, clock)).map(({ key }) => key),
    ['key-Options'],
  )
  t.is((await clearCache(log, clock)).length, 1)
  t.deepEqual(await listCache(log, clock), [])
  t.is((await log.read('cache/answers')).length, 2, 'nothing is recorded where nothing is cleared')
})

test('another commit, section, provider, model, prompt or template is another question', t => {
  const request = draftRequest()
  const run = { commit: sha('a'), parents: [], subject: '', attempt: 1, targets: [], undo: [] }
  const usage = { ...target('Usage'), state: 'planned' as const }
  const by = (name: string, model: string) => ({ drafter: { name, model } }) as unknown as World
  const prompted = (part: object) => ({ ...request, prompt: { ...request.prompt, ...part } })
  const key = cacheKey(run, usage, request, by('p', 'm'))
  t.is(cacheKey({ ...run, attempt: 2 }, usage, request, by('p', 'm')), key)
  t.is(cacheKey(run, usage, prompted({ user: 'another nonce' }), by('p', 'm')), key)
  const others = [
    cacheKey({ ...run, commit: sha('b') }, usage, request, by('p', 'm')),
    cacheKey(run, { ...usage, file: 'OTHER.md' }, request, by('p', 'm')),
    cacheKey(run, { ...usage, section: 'Options' }, request, by('p', 'm')),
    cacheKey(run, usage, request, by('q', 'm')),
    cacheKey(run, usage, request, by('p', 'n')),
    cacheKey(run, usage, prompted({ hash: '1' }), by('p', 'm')),
    cacheKey(run, usage, prompted({ template: 'test@2' }), by('p', 'm')),
  ]
  t.is(new Set([key, ...others]).size, 8)
})
