import test from 'ava'
import { simulate, simulateFailure } from './simulate.ts'

/** More of them, and as many as wanted: `npm run test:simulate -- --schedules N --seed S`. */
const schedules = async (first: number, count: number) => {
  const sums = { crashes: 0, faults: 0, docCommits: 0 }
  for (let seed = first; seed < first + count; seed += 1) {
    const { crashes, faults, docCommits } = await simulate(seed)
    sums.crashes += crashes
    sums.faults += faults
    sums.docCommits += docCommits
  }
  return sums
}

test('whatever the order, and whoever crashes, it ends with one doc commit a commit', async t => {
  t.timeout(180_000)
  const { crashes, faults, docCommits } = await schedules(1, 200)
  t.true(crashes > 50 && faults > 30 && docCommits > 150, 'the schedules are not idle')
})

test('it does so for schedules nobody has played before', async t => {
  t.timeout(180_000)
  const seed = Math.floor(Math.random() * 2 ** 31)
  t.log(`Seeds from ${seed}.`)
  const { docCommits } = await schedules(seed, 100)
  t.true(docCommits > 0)
})

test('a seed is one schedule, step by step', async t => {
  t.deepEqual(await simulate(7), await simulate(7))
})

test('a publication that fails once the branch has moved is finished, not begun anew', async t => {
  for (const step of ['ref moved', 'brought along', 'journal removed']) {
    t.deepEqual(await simulateFailure(`publish ${step}`), ['PUBLICATION_UNFINISHED'], step)
  }
})

test('a publication that fails before is a failure of its run, and a retry makes it anew', async t => {
  for (const step of [
    'publish',
    'publish surveyed',
    'publish journal written',
    'publish index locked',
  ]) {
    t.deepEqual(await simulateFailure(step), [], step)
  }
})
