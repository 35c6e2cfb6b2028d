import test from 'ava'
import { runs } from '../support/runs.ts'
import { simulateRequests } from './requests.ts'

test('whoever crashes, each request is carried out, and every command that lives gets its answer', async t => {
  const { numRuns, seed = 1 } = runs(300)
  let crashes = 0
  let answered = 0
  for (let at = 0; at < numRuns; at += 1)
    try {
      const outcome = await simulateRequests(seed + at)
      crashes += outcome.crashes
      answered += outcome.answered
    } catch (error) {
      throw new Error(`Seed ${seed + at}: ${error}`, { cause: error })
    }
  t.true(crashes > numRuns && answered > numRuns, 'the schedules are not idle')
})

test('a seed is one schedule of requests, step by step', async t => {
  t.deepEqual(await simulateRequests(7), await simulateRequests(7))
})
