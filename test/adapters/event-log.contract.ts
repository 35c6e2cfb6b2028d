// Long because it is one contract, read from top to bottom.
import test, { type ExecutionContext } from 'ava'
import type { NewEvent, Recorded } from '../../src/events/recorded.ts'
import type { upcasts } from '../../src/events/upcast.ts'
import type { EventLog } from '../../src/ports/log.ts'
import type { AnyProjection, Projection, RowProjection } from '../../src/ports/projection.ts'
import { type Count, counts, happened, rowsOf } from './log-support.ts'

export interface LogSettings {
  readonly projections?: readonly AnyProjection[]
  readonly upcasts?: typeof upcasts
  readonly now?: () => Date
}

/** Opens one store again and again; the one before must be closed first. */
export type Store = (settings?: LogSettings) => Promise<EventLog>

/** Even numbers by themselves; a negative one takes its opposite away again. */
const evens: Projection<{ readonly position: number }> = {
  name: 'evens',
  version: 1,
  key({ event }) {
    const n = event.data.n as number
    return n % 2 === 0 ? String(Math.abs(n)) : undefined
  },
  apply: (_, { position, event }) => ((event.data.n as number) < 0 ? undefined : { position }),
}

/** The runs that heard an even number last. */
const lastEven: RowProjection<{ readonly last: unknown }, Count> = {
  name: 'last-even',
  version: 1,
  of: counts,
  key: (_, { run }) => run,
  apply: (_, { after }) => (Number(after?.last) % 2 === 0 ? { last: after?.last } : undefined),
}

const firstChain = '5fcddec52e958f9963d851356632605e0bf997577ead9f8415960bffdcb9a241'

const everything = async (log: EventLog, after?: number): Promise<Recorded[]> => {
  const events: Recorded[] = []
  for await (const recorded of log.all(after)) events.push(recorded)
  return events
}

const facts = (events: readonly Recorded[]): unknown[] =>
  events.map(({ run, version, event }) => [run, version, event.data.n])

const statuses = (results: readonly PromiseSettledResult<unknown>[]): string[] =>
  results.map(({ status }) => status)

/** What every event log promises. Each adapter's test file calls this once. */
export const eventLogContract = (store: (t: ExecutionContext) => Store) => {
  const opened = async (t: ExecutionContext, settings?: LogSettings): Promise<EventLog> => {
    const log = await store(t)(settings)
    t.teardown(() => log.close())
    return log
  }

  test('a run nobody wrote is empty, and so is a new log', async t => {
    const log = await opened(t)
    t.deepEqual(await log.read('kind/a'), [])
    t.deepEqual(await everything(log), [])
    t.deepEqual(await log.head(), { position: 0, chain: '0'.repeat(64) })
  })

  test('events come back in the order they went in, numbered from one', async t => {
    const log = await opened(t)
    await log.append('kind/a', [happened(1)], 0)
    await log.append('kind/a', [happened(2), happened(3)], 1)
    t.deepEqual(facts(await log.read('kind/a')), [
      ['kind/a', 1, 1],
      ['kind/a', 2, 2],
      ['kind/a', 3, 3],
    ])
  })

  test('an append is answered with what every later reading gives', async t => {
    const log = await opened(t, { now: () => new Date('2026-03-04T05:06:07.089Z') })
    const data = {
      n: 1,
      left: undefined,
      list: [1, undefined],
      inner: { b: 1, a: [{ d: 1, c: 2 }] },
    }
    const answer = await log.append('kind/a', [{ event: { type: 'happened', data }, id: 'one' }], 0)
    t.deepEqual(answer, [
      {
        position: 1,
        run: 'kind/a',
        version: 1,
        at: '2026-03-04T05:06:07.089Z',
        id: 'one',
        event: {
          type: 'happened',
          data: { n: 1, list: [1, null], inner: { b: 1, a: [{ d: 1, c: 2 }] } },
        },
      },
    ])
    t.deepEqual(await log.read('kind/a'), [...answer])
    t.deepEqual(await everything(log), [...answer])
  })

  test('what a caller does to an event it was given changes nothing', async t => {
    const log = await opened(t)
    const given = { event: { type: 'happened', data: { n: 1, list: [1] } } }
    const [answer] = await log.append('kind/a', [given], 0)
    given.event.data.list.push(2)
    Object.assign(answer?.event.data ?? {}, { n: 7 })
    t.deepEqual((await log.read('kind/a'))[0]?.event.data, { n: 1, list: [1] })
  })

  test('a run sees only its own events, however alike the names are', async t => {
    const log = await opened(t)
    const runs = [
      'a/1',
      'a/10',
      'a/1!b',
      'a/1!00000000000001',
      'a/1%21b',
      'a',
      'a/1!',
      'A/1',
      'a/é',
    ]
    for (const [n, run] of runs.entries()) await log.append(run, [happened(n)], 0)
    for (const [n, run] of runs.entries()) t.deepEqual(facts(await log.read(run)), [[run, 1, n]])
    t.deepEqual(
      (await everything(log)).map(({ run }) => run),
      runs,
    )
  })

  test('positions have no gaps, whichever run they belong to', async t => {
    const log = await opened(t)
    await log.append('kind/b', [happened(1), happened(2)], 0)
    await t.throwsAsync(log.append('kind/b', [happened(9)], 0), { code: 'VERSION_CONFLICT' })
    await log.append('kind/a', [happened(3)], 0)
    await log.append('kind/b', [happened(4)], 2)
    t.deepEqual(
      (await everything(log)).map(({ position }) => position),
      [1, 2, 3, 4],
    )
  })

  test('the log can be read on from any position', async t => {
    const log = await opened(t)
    await log.append(
      'kind/a',
      [1, 2, 3].map(n => happened(n)),
      0,
    )
    const after = async (position: number) =>
      (await everything(log, position)).map(({ event }) => event.data.n)
    t.deepEqual(await after(0), [1, 2, 3])
    t.deepEqual(await after(2), [3])
    t.deepEqual(await after(3), [])
    t.deepEqual(await after(99), [])
  })

  test('of two writers at the same version, one is refused', async t => {
    const log = await opened(t)
    const both = await Promise.allSettled([
      log.append('kind/a', [happened(1)], 0),
      log.append('kind/a', [happened(2)], 0),
    ])
    t.deepEqual(statuses(both), ['fulfilled', 'rejected'])
    await t.throwsAsync(log.append('kind/a', [happened(3)], 0), { code: 'VERSION_CONFLICT' })
    await t.throwsAsync(log.append('kind/a', [happened(3)], 2), { code: 'VERSION_CONFLICT' })
    t.deepEqual(facts(await log.read('kind/a')), [['kind/a', 1, 1]])
  })

  test('many appends at once to different runs all succeed', async t => {
    const log = await opened(t)
    const runs = Array.from({ length: 50 }, (_, n) => `kind/${n}`)
    await Promise.all(runs.map((run, n) => log.append(run, [happened(n)], 0)))
    t.deepEqual(
      (await everything(log)).map(({ position }) => position),
      runs.map((_, n) => n + 1),
    )
  })

  test('a version too far is refused for a run nobody wrote', async t => {
    const log = await opened(t)
    await t.throwsAsync(log.append('kind/a', [happened(1)], 1), {
      code: 'VERSION_CONFLICT',
      message: /kind\/a is at version 0, expected 1/,
    })
  })

  test('an event with an id the log knows is left out', async t => {
    const log = await opened(t)
    t.is((await log.append('kind/a', [happened(1, 'x')], 0)).length, 1)
    t.deepEqual(await log.append('kind/a', [happened(1, 'x')], 0), [])
    t.deepEqual(await log.append('kind/other', [happened(1, 'x')], 0), [])
    t.deepEqual(facts(await log.append('kind/a', [happened(1, 'x'), happened(2, 'y')], 1)), [
      ['kind/a', 2, 2],
    ])
    t.deepEqual(facts(await everything(log)), [
      ['kind/a', 1, 1],
      ['kind/a', 2, 2],
    ])
  })

  test('the same id twice in one append is one event', async t => {
    const log = await opened(t)
    const answer = await log.append('kind/a', [happened(1, 'x'), happened(2, 'x'), happened(3)], 0)
    t.deepEqual(facts(answer), [
      ['kind/a', 1, 1],
      ['kind/a', 2, 3],
    ])
  })

  test('an id of a refused append is still free', async t => {
    const log = await opened(t)
    await t.throwsAsync(log.append('kind/a', [happened(1, 'x')], 5), { code: 'VERSION_CONFLICT' })
    t.is((await log.append('kind/a', [happened(1, 'x')], 0)).length, 1)
    t.deepEqual(await log.append('kind/a', [happened(1, 'x')], 5), [])
  })

  test('the same id from two writers at once is one event', async t => {
    const log = await opened(t)
    const answers = await Promise.all([
      log.append('kind/a', [happened(1, 'x')], 0),
      log.append('kind/a', [happened(1, 'x')], 0),
    ])
    t.deepEqual(
      answers.map(({ length }) => length),
      [1, 0],
    )
  })

  test('an append of nothing is answered with nothing', async t => {
    const log = await opened(t)
    t.deepEqual(await log.append('kind/a', [], 0), [])
    t.is((await log.head()).position, 0)
  })

  test('names that no store could keep apart are refused as our own mistake', async t => {
    const log = await opened(t)
    for (const name of ['', 'kind/\ud800']) {
      const error = await t.throwsAsync(log.append(name, [happened(1)], 0), { instanceOf: Error })
      t.false('code' in (error ?? {}))
      await t.throwsAsync(log.append('kind/a', [happened(1, name)], 0))
    }
    t.is((await log.head()).position, 0)
  })

  test('any text survives: other scripts, astral characters, control characters, halves of pairs', async t => {
    const log = await opened(t)
    const text = 'naïve 中文 🧵 \u0000\u2028\r\n"\\ \ud83d lone'
    const run = 'kind/naïve 中文 🧵'
    await log.append(run, [{ event: { type: 'happened', data: { text, [text]: 1 } }, id: '🧵' }], 0)
    const [recorded] = await log.read(run)
    t.deepEqual(recorded?.event.data, { text, [text]: 1 })
    t.is(recorded?.id, '🧵')
    t.deepEqual(await everything(log), [recorded as Recorded])
  })

  test('a log that is opened again goes on where it ended', async t => {
    const open = store(t)
    const first = await open({ projections: [counts] })
    await first.append('kind/a', [happened(1, 'x'), happened(2)], 0)
    const head = await first.head()
    await first.close()

    const second = await open({ projections: [counts] })
    t.teardown(() => second.close())
    t.deepEqual(await second.head(), head)
    t.deepEqual(await second.append('kind/a', [happened(1, 'x')], 2), [])
    await t.throwsAsync(second.append('kind/a', [happened(3)], 1), { code: 'VERSION_CONFLICT' })
    const [third] = await second.append('kind/a', [happened(3)], 2)
    t.is(third?.position, 3)
    t.deepEqual(await second.row(counts, 'kind/a'), { times: 3, last: 3 })
  })

  test('a closed log takes nothing more', async t => {
    const log = await opened(t)
    await log.close()
    await t.throwsAsync(log.append('kind/a', [happened(1)], 0), { code: 'LOG_UNAVAILABLE' })
  })

  test('the tip of the chain depends on every fact of every event before it', async t => {
    const tip = async (events: readonly NewEvent[], run = 'kind/a'): Promise<string> => {
      const log = await opened(t, { now: () => new Date(0) })
      await log.append(run, events, 0)
      return (await log.head()).chain
    }
    const chain = await tip([happened(1), happened(2)])
    t.regex(chain, /^[0-9a-f]{64}$/)
    t.is(await tip([happened(1), happened(2)]), chain)
    t.not(await tip([happened(2), happened(1)]), chain)
    t.not(await tip([happened(1), happened(2, 'x')]), chain)
    t.not(await tip([happened(1), happened(2)], 'kind/b'), chain)
  })

  test('the tip of the chain is the SHA-256 of the one before and the event as canonical JSON', async t => {
    const log = await opened(t, { now: () => new Date(0) })
    await log.append('kind/a', [{ event: { type: 'happened', data: { z: 1, a: 'é' } } }], 0)
    // printf '%064d%s' 0 '{"at":"1970-01-01T00:00:00.000Z","event":{"data":{"a":"é","z":1},"type":"happened"},"position":1,"run":"kind/a","version":1}' | sha256sum
    t.is((await log.head()).chain, firstChain)
  })

  test('a view is up to date as soon as the append is', async t => {
    const log = await opened(t, { projections: [counts, evens] })
    await log.append('kind/a', [happened(1), happened(2)], 0)
    await log.append('kind/b', [happened(4)], 0)
    t.deepEqual(await rowsOf(log, counts), [
      ['kind/a', { times: 2, last: 2 }],
      ['kind/b', { times: 1, last: 4 }],
    ])
    t.deepEqual(await log.row(evens, '4'), { position: 3 })
    await log.append('kind/b', [happened(-4)], 1)
    t.is(await log.row(evens, '4'), undefined)
    t.deepEqual(await rowsOf(log, evens), [['2', { position: 2 }]])
  })

  test('a row touched several times in one append is folded in order', async t => {
    const log = await opened(t, { projections: [evens, counts] })
    await log.append('kind/a', [happened(2), happened(-2), happened(2), happened(5)], 0)
    t.deepEqual(await log.row(evens, '2'), { position: 3 })
    t.deepEqual(await log.row(counts, 'kind/a'), { times: 4, last: 5 })
  })

  test('an event may touch several rows, each of them once', async t => {
    const divisors: Projection<{ readonly of: readonly number[] }> = {
      name: 'divisors',
      version: 1,
      key({ event }) {
        const n = event.data.n as number
        return n === 0 ? [] : ['1', ...[2, 3].filter(by => n % by === 0).map(String), '1']
      },
      apply: (row, { event }) => ({ of: [...(row?.of ?? []), event.data.n as number] }),
    }
    const open = store(t)
    const log = await open({ projections: [divisors] })
    await log.append('kind/a', [happened(0), happened(2)], 0)
    await log.append('kind/a', [happened(6), happened(7)], 2)
    const rows = [
      ['1', { of: [2, 6, 7] }],
      ['2', { of: [2, 6] }],
      ['3', { of: [6] }],
    ]
    t.deepEqual(await rowsOf(log, divisors), rows as never)
    await log.rebuild(divisors)
    t.deepEqual(await rowsOf(log, divisors), rows as never)
    await log.close()
    const again = await open({ projections: [divisors] })
    t.teardown(() => again.close())
    t.deepEqual(await rowsOf(again, divisors), rows as never)
  })

  test('rows come in the order of their keys as bytes', async t => {
    const log = await opened(t, { projections: [counts] })
    const runs = ['b', 'a!', 'a', 'ab', 'a"', '\uffee', '🧵', 'B']
    for (const run of runs) await log.append(run, [happened(1)], 0)
    t.deepEqual(
      (await rowsOf(log, counts)).map(([key]) => key),
      ['B', 'a', 'a!', 'a"', 'ab', 'b', '\uffee', '🧵'],
    )
  })

  test('rows of some keys come in the order of the keys, missing ones too', async t => {
    const log = await opened(t, { projections: [counts, evens] })
    for (let n = 0; n < 30; n += 1) await log.append(`kind/${n}`, [happened(n)], 0)
    const keys = ['kind/7', 'kind/none', 'kind/3', 'kind/29', 'a', 'zzz', 'kind/7']
    const found = await log.rowsOf(counts, keys)
    t.deepEqual(
      found.map(row => row?.last),
      [7, undefined, 3, 29, undefined, undefined, 7],
    )
    t.deepEqual(found, await Promise.all(keys.map(key => log.row(counts, key))))
    t.deepEqual(await log.rowsOf(counts, []), [])
  })

  test('views compared with the events are told as they are, and stay as they are', async t => {
    const log = await opened(t, { projections: [counts, evens] })
    t.deepEqual(
      (await log.compareViews()).map(({ rows }) => rows),
      [0, 0],
    )
    for (let n = 0; n < 30; n += 1)
      await log.append(`kind/${n % 7}`, [happened(n)], Math.floor(n / 7))
    const before = [await rowsOf(log, counts), await rowsOf(log, evens)]
    const compared = await log.compareViews()
    t.deepEqual(
      compared,
      [counts, evens].map(({ name }, at) => ({
        view: name,
        rows: before[at]?.length ?? 0,
        differences: [],
      })),
    )
    t.deepEqual([await rowsOf(log, counts), await rowsOf(log, evens)], before as never)
  })

  test('a view built inline equals one folded from the start', async t => {
    const log = await opened(t, { projections: [counts, evens] })
    for (let n = 0; n < 60; n += 1) {
      const run = `kind/${n % 7}`
      const expected = (await log.read(run)).length
      await log.append(run, [happened(n % 10), happened(n % 3 ? n % 10 : -(n % 10))], expected)
    }
    const inline = [await rowsOf(log, counts), await rowsOf(log, evens)]
    await log.rebuild(counts)
    await log.rebuild(evens)
    t.deepEqual([await rowsOf(log, counts), await rowsOf(log, evens)], inline)
  })

  test('a view of a higher version is folded anew when the log is opened', async t => {
    const open = store(t)
    const first = await open({ projections: [counts] })
    await first.append('kind/a', [happened(1), happened(2)], 0)
    await first.close()

    const doubled: Projection<Count> = {
      ...counts,
      version: 2,
      apply: (row, { event }) => ({ times: (row?.times ?? 0) + 2, last: event.data.n }),
    }
    const second = await open({ projections: [doubled] })
    t.teardown(() => second.close())
    t.deepEqual(await rowsOf(second, doubled), [['kind/a', { times: 4, last: 2 }]])
    await second.append('kind/a', [happened(3)], 2)
    t.deepEqual(await rowsOf(second, doubled), [['kind/a', { times: 6, last: 3 }]])
  })

  test('a view that was not kept for a while is whole again when it is', async t => {
    const open = store(t)
    const first = await open({ projections: [counts] })
    await first.append('kind/a', [happened(1)], 0)
    await first.close()
    const without = await open({ projections: [] })
    await without.append('kind/a', [happened(2)], 1)
    await without.close()
    const again = await open({ projections: [counts] })
    t.teardown(() => again.close())
    t.deepEqual(await rowsOf(again, counts), [['kind/a', { times: 2, last: 2 }]])
  })

  test('a view that is added later holds what happened before', async t => {
    const open = store(t)
    const first = await open({ projections: [] })
    await first.append('kind/a', [happened(1), happened(2)], 0)
    await first.close()
    const second = await open({ projections: [counts] })
    t.teardown(() => second.close())
    t.deepEqual(await rowsOf(second, counts), [['kind/a', { times: 2, last: 2 }]])
  })

  test('a view that cannot take an event keeps all of the append out', async t => {
    const picky: Projection = {
      name: 'picky',
      version: 1,
      key: ({ run }) => run,
      apply(_, { event }) {
        if (event.data.n === 3) throw new Error('not three')
        return {}
      },
    }
    const log = await opened(t, { projections: [counts, picky] })
    await log.append('kind/a', [happened(1)], 0)
    await t.throwsAsync(log.append('kind/a', [happened(2), happened(3, 'x')], 1), {
      message: 'not three',
    })
    t.is((await log.head()).position, 1)
    t.deepEqual(await log.row(counts, 'kind/a'), { times: 1, last: 1 })
    t.is((await log.append('kind/a', [happened(4, 'x')], 1))[0]?.position, 2)
    t.deepEqual(await log.row(counts, 'kind/a'), { times: 2, last: 4 })
  })

  test('asking for a view the log does not keep is our own mistake', async t => {
    const log = await opened(t, { projections: [counts] })
    await t.throwsAsync(log.row(evens, '2'), { message: /does not keep a view "evens"/ })
    await t.throwsAsync(rowsOf(log, evens), { message: /does not keep a view "evens"/ })
    await t.throwsAsync(log.rebuild(evens), { message: /does not keep a view "evens"/ })
  })

  test('who asked for an event and what led to it are kept with it', async t => {
    const open = store(t)
    const log = await open()
    const actor = 'Ada <ada@example.org>'
    const cause = { by: 'webhook' as const, id: 'delivery-1', reason: 'A tag was pushed.' }
    const [answer] = await log.append('kind/a', [{ ...happened(1), actor, cause }, happened(2)], 0)
    t.like(answer, { actor, cause })
    await log.close()
    const again = await open()
    t.teardown(() => again.close())
    const [first, second] = await again.read('kind/a')
    t.like(first, { actor, cause })
    t.deepEqual(Object.keys(second ?? {}).sort(), ['at', 'event', 'position', 'run', 'version'])
  })

  test('events of several runs are appended together, in the order they are given', async t => {
    const log = await opened(t, { projections: [counts] })
    await log.append('kind/b', [happened(0)], 0)
    const recorded = await log.appendAll([
      { run: 'kind/a', events: [happened(1), happened(2)], expected: 0 },
      { run: 'kind/b', events: [happened(3)], expected: 1 },
      { run: 'kind/a', events: [happened(4)], expected: 2 },
    ])
    t.deepEqual(
      recorded.map(({ position, run, version }) => [position, run, version]),
      [
        [2, 'kind/a', 1],
        [3, 'kind/a', 2],
        [4, 'kind/b', 2],
        [5, 'kind/a', 3],
      ],
    )
    t.is((await log.read('kind/a')).length, 3)
    t.deepEqual(await log.row(counts, 'kind/a'), { times: 3, last: 4 })
    t.deepEqual(await log.appendAll([]), [])
  })

  test('where one run is not at its expected version, nothing is appended to any of them', async t => {
    const log = await opened(t, { projections: [counts] })
    await log.append('kind/b', [happened(0)], 0)
    const together = log.appendAll([
      { run: 'kind/a', events: [happened(1)], expected: 0 },
      { run: 'kind/b', events: [happened(2)], expected: 0 },
    ])
    await t.throwsAsync(together, { code: 'VERSION_CONFLICT' })
    t.is((await log.head()).position, 1)
    t.deepEqual(await log.read('kind/a'), [])
    t.is(await log.row(counts, 'kind/a'), undefined)
  })

  test('an id counts once among the runs that are appended together', async t => {
    const log = await opened(t)
    const together = [
      { run: 'kind/a', events: [happened(1, 'x')], expected: 0 },
      { run: 'kind/b', events: [happened(1, 'x')], expected: 0 },
    ]
    t.deepEqual(
      (await log.appendAll(together)).map(({ run }) => run),
      ['kind/a'],
    )
    t.deepEqual(await log.appendAll(together), [])
    t.deepEqual(await log.read('kind/b'), [])
  })

  test('a view can follow the rows of another one', async t => {
    const log = await opened(t, { projections: [counts, lastEven] })
    await log.append('kind/a', [happened(2), happened(4)], 0)
    await log.append('kind/b', [happened(3)], 0)
    t.deepEqual(await rowsOf(log, lastEven), [['kind/a', { last: 4 }]])
    await log.append('kind/b', [happened(6)], 1)
    await log.append('kind/a', [happened(7)], 2)
    t.deepEqual(await rowsOf(log, lastEven), [['kind/b', { last: 6 }]])
  })

  test('a view that follows another one is folded again together with it', async t => {
    const open = store(t)
    const first = await open({ projections: [counts, lastEven] })
    await first.append('kind/a', [happened(2), happened(6)], 0)
    const inline = await rowsOf(first, lastEven)
    await first.rebuild(lastEven)
    t.deepEqual(await rowsOf(first, lastEven), inline)
    await first.rebuild(counts)
    t.deepEqual(await rowsOf(first, lastEven), inline)
    t.deepEqual(await first.row(counts, 'kind/a'), { times: 2, last: 6 })
    await first.close()
    const newer = await open({ projections: [counts, { ...lastEven, version: 2 }] })
    t.teardown(() => newer.close())
    t.deepEqual(await rowsOf(newer, lastEven), inline)
    t.deepEqual(await newer.row(counts, 'kind/a'), { times: 2, last: 6 })
  })

  test('a view that follows one that is not kept is our own mistake', async t => {
    const open = store(t)
    await t.throwsAsync(async () => open({ projections: [lastEven] }), {
      message: /follows "counts"/,
    })
  })

  test('of a view only the rows can be read whose keys begin alike', async t => {
    const log = await opened(t, { projections: [counts] })
    for (const run of ['kind/a', 'kind/ab', 'kind/b', 'kinds/a', 'kind/a🧵'])
      await log.append(run, [happened(1)], 0)
    const keysOf = async (prefix: string): Promise<string[]> => {
      const keys: string[] = []
      for await (const [key] of log.rows(counts, prefix)) keys.push(key)
      return keys
    }
    t.deepEqual(await keysOf('kind/'), ['kind/a', 'kind/ab', 'kind/a🧵', 'kind/b'])
    t.deepEqual(await keysOf('kind/a'), ['kind/a', 'kind/ab', 'kind/a🧵'])
    t.deepEqual(await keysOf('none'), [])
  })

  test('events are read in their present shape, and views fold that', async t => {
    const open = store(t)
    const old = await open()
    await old.append('kind/a', [{ event: { type: 'happened', data: { number: 1 } } }], 0)
    await old.close()

    const table = { happened: [({ number }: Record<string, unknown>) => ({ n: number })] }
    const log = await open({ upcasts: table, projections: [counts] })
    t.teardown(() => log.close())
    const [answer] = await log.append('kind/a', [happened(2)], 1)
    t.deepEqual(
      (await log.read('kind/a')).map(({ event }) => event),
      [
        { type: 'happened', v: 2, data: { n: 1 } },
        { type: 'happened', v: 2, data: { n: 2 } },
      ],
    )
    t.deepEqual((await everything(log, 1))[0], answer as Recorded)
    t.deepEqual(await log.row(counts, 'kind/a'), { times: 2, last: 2 })
  })

  test('an event of a shape from the future is refused, not guessed', async t => {
    const open = store(t)
    const newer = await open({ upcasts: { happened: [data => data] } })
    await newer.append('kind/a', [happened(1)], 0)
    await newer.close()
    const log = await open()
    t.teardown(() => log.close())
    await t.throwsAsync(log.read('kind/a'), { code: 'EVENT_MALFORMED' })
    await t.throwsAsync(everything(log), { code: 'EVENT_MALFORMED' })
  })

  test('a thousand events are all there, in order', async t => {
    const log = await opened(t, { projections: [counts] })
    for (let n = 0; n < 1_000; n += 10) {
      const events = Array.from({ length: 10 }, (_, at) => happened(n + at))
      await log.append(`kind/${n % 3}`, events, (await log.read(`kind/${n % 3}`)).length)
    }
    t.deepEqual(
      (await everything(log)).map(({ position, event }) => [position, event.data.n]),
      Array.from({ length: 1_000 }, (_, n) => [n + 1, n]),
    )
    const total = (await rowsOf(log, counts)).reduce((sum, [, { times }]) => sum + times, 0)
    t.is(total, 1_000)
  })

  test('reading goes on undisturbed while more is appended', async t => {
    const log = await opened(t)
    await log.append('kind/a', [happened(1), happened(2)], 0)
    const seen: unknown[] = []
    for await (const { event } of log.all()) {
      seen.push(event.data.n)
      if (seen.length === 1) await log.append('kind/b', [happened(3)], 0)
    }
    t.deepEqual(seen.slice(0, 2), [1, 2])
    t.is((await log.head()).position, 3)
  })
}
