import test from 'ava'
import { runs, times } from '../support/runs.ts'
import { branchDeeds } from './person.ts'
import { simulate, simulateDeed, simulateFailure } from './simulate.ts'

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
  const { numRuns, seed = 7 } = runs(80)
  const { crashes, faults, docCommits } = await schedules(seed, numRuns)
  t.true(crashes > numRuns / 4, 'the schedules are not idle')
  t.true(faults > numRuns / 8)
  t.true(docCommits > numRuns / 2)
})

test('a seed is one schedule, step by step', async t => {
  t.deepEqual(await simulate(7), await simulate(7))
})

// One in three steps with every test run, a different one for each deed; all of them by `npm run test:fuzz`.
const stride = times > 1 ? 1 : 3

for (const [place, name] of Object.keys(branchDeeds).entries()) {
  test(`at whatever step the person does this, the doc commit is on its branch, waits or follows: ${name}`, async t => {
    t.timeout(400_000)
    // A single run, and a batch.
    for (const commits of [1, 2]) {
      let step = place % stride
      while (await simulateDeed(name, step, commits)) step += stride
      t.true(step > 30 * commits, 'the steps were tried')
    }
  })
}

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
