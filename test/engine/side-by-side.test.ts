import { setImmediate as soon } from 'node:timers/promises'
import test from 'ava'
import { sideBySide } from '../../src/engine/side-by-side.ts'

const collect = async <Value>(values: AsyncIterable<Value>): Promise<Value[]> => {
  const found: Value[] = []
  for await (const value of values) found.push(value)
  return found
}

test('everything that each source yields comes, in the order of its source', async t => {
  const source = (name: string, count: number) =>
    async function* () {
      for (let at = 0; at < count; at += 1) {
        await soon()
        yield `${name}${at}`
      }
    }
  const found = await collect(sideBySide([source('a', 3), source('b', 5), source('c', 0)], 2))
  t.deepEqual([...found].sort(), ['a0', 'a1', 'a2', 'b0', 'b1', 'b2', 'b3', 'b4'])
  t.deepEqual(
    found.filter(value => value.startsWith('b')),
    ['b0', 'b1', 'b2', 'b3', 'b4'],
  )
})

test('no more sources are at work at a time than may be', async t => {
  let atWork = 0
  let most = 0
  const source = async function* () {
    atWork += 1
    most = Math.max(most, atWork)
    await soon()
    yield 1
    atWork -= 1
  }
  t.is((await collect(sideBySide(Array(20).fill(source), 3))).length, 20)
  t.is(most, 3)
})

test('a source that waits holds up no other', async t => {
  let go = () => {}
  const waits = async function* () {
    await new Promise<void>(resolve => {
      go = resolve
    })
    yield 'late'
  }
  const quick = async function* () {
    yield 'soon'
  }
  const all = sideBySide<string>([waits, quick, quick], 2)
  t.is((await all.next()).value, 'soon')
  t.is((await all.next()).value, 'soon')
  go()
  t.is((await all.next()).value, 'late')
  t.true((await all.next()).done)
})

test('the first failure ends it, and the sources that have begun are ended', async t => {
  const ended: string[] = []
  const endless = async function* () {
    try {
      for (;;) {
        await soon()
        yield 'more'
      }
    } finally {
      ended.push('endless')
    }
  }
  const fails = async function* () {
    await soon()
    yield 'once'
    throw new Error('It failed.')
  }
  const never = async function* () {
    ended.push('never')
    yield 'never'
  }
  await t.throwsAsync(collect(sideBySide([endless, fails, never], 2)), { message: 'It failed.' })
  t.deepEqual(ended, ['endless'])
})
