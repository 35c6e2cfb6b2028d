import { setImmediate as soon } from 'node:timers/promises'
import test from 'ava'
import { inTurn, openTurns } from '../../src/engine/turns.ts'

/** A piece of work that ends when it is told to, and what has begun so far. */
const works = () => {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const work = (name: string) => () =>
    new Promise<void>(resolve => {
      begun.push(name)
      ends.set(name, resolve)
    })
  return { begun, work, end: (name: string) => ends.get(name)?.() }
}

test('work of one name takes turns, in the order in which it asked', async t => {
  const turns = openTurns()
  const { begun, work, end } = works()
  const all = ['a', 'b', 'c'].map(name => inTurn(turns, 'branch', work(name)))
  await soon()
  t.deepEqual(begun, ['a'])
  end('a')
  await all[0]
  await soon()
  t.deepEqual(begun, ['a', 'b'])
  end('b')
  await all[1]
  await soon()
  end('c')
  await Promise.all(all)
  t.deepEqual(begun, ['a', 'b', 'c'])
})

test('work of different names goes on side by side', async t => {
  const turns = openTurns()
  const { begun, work, end } = works()
  const all = ['a', 'b'].map(name => inTurn(turns, name, work(name)))
  await soon()
  t.deepEqual(begun, ['a', 'b'])
  end('a')
  end('b')
  await Promise.all(all)
})

test('work that fails ends its turn', async t => {
  const turns = openTurns()
  await t.throwsAsync(
    inTurn(turns, 'a', async () => {
      throw new Error('It failed.')
    }),
    { message: 'It failed.' },
  )
  t.is(await inTurn(turns, 'a', async () => 'done'), 'done')
})

test('whoever gives up does not let the next one pass the one before', async t => {
  const turns = openTurns()
  const { begun, work, end } = works()
  const stop = new AbortController()
  const first = inTurn(turns, 'a', work('first'))
  const second = inTurn(turns, 'a', work('second'), stop.signal)
  const third = inTurn(turns, 'a', work('third'))
  await soon()
  stop.abort()
  await t.throwsAsync(second, { code: 'INTERRUPTED' })
  await soon()
  t.deepEqual(begun, ['first'])
  end('first')
  await first
  await soon()
  t.deepEqual(begun, ['first', 'third'])
  end('third')
  await third
})

test('a signal that has aborted already takes no turn', async t => {
  await t.throwsAsync(openTurns().take('a', AbortSignal.abort()), { code: 'INTERRUPTED' })
})

test('it is known whether somebody waits for a turn', async t => {
  const turns = openTurns()
  const end = await turns.take('a')
  t.false(turns.isAwaited('a'))
  const next = turns.take('a')
  t.true(turns.isAwaited('a'))
  t.false(turns.isAwaited('b'))
  end()
  ;(await next)()
  t.false(turns.isAwaited('a'))
})
