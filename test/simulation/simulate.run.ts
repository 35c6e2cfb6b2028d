import { parseArgs } from 'node:util'
import { simulate } from './simulate.ts'

/** `npm run test:simulate -- --schedules N --seed S`: plays schedules of seeds S, S+1, … and says what came of them. */
const { values } = parseArgs({
  options: { schedules: { type: 'string' }, seed: { type: 'string' } },
})
const schedules = Number(values.schedules ?? 10_000)
const first = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const began = performance.now()
const sums = { steps: 0, crashes: 0, faults: 0, starts: 0, commits: 0, docCommits: 0 }
let played = 0
let failed = 0

console.log(`Seeds ${first} to ${first + schedules - 1}.`)
for (let seed = first; seed < first + schedules && failed < 10; seed += 1) {
  try {
    const result = await simulate(seed)
    for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += result[key]
  } catch (error) {
    failed += 1
    console.error((error as Error).message)
  }
  played += 1
}
const seconds = (performance.now() - began) / 1000
console.log(
  [
    `${played} schedules, ${failed} violations,`,
    ...Object.entries(sums).map(([name, count]) => `${count} ${name},`),
    `${seconds.toFixed(1)} s: ${Math.round((played / seconds) * 60)} schedules a minute.`,
  ].join(' '),
)
process.exitCode = failed > 0 ? 1 : 0
