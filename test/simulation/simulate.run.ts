import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { simulate } from './simulate.ts'

/**
 * `npm run test:simulate -- --schedules N --seed S --seconds T`: plays schedules of seeds S, S+1, …, one share on each
 * processor, until all are played or the time is up, and says what came of them.
 */
interface Share {
  readonly first: number
  readonly end: number
  /** Each how manieth seed from the first is this share's. */
  readonly every: number
  readonly seconds: number
}

/** So many schedules take turns on a processor: a round of the event loop, which each step waits for, serves all of them. */
const atOnce = 16

const zero = () => ({
  played: 0,
  violations: 0,
  steps: 0,
  crashes: 0,
  faults: 0,
  starts: 0,
  commits: 0,
  docCommits: 0,
})
type Sums = ReturnType<typeof zero>

const add = (sums: Sums, more: Partial<Sums>): void => {
  for (const key of Object.keys(sums) as (keyof Sums)[]) sums[key] += more[key] ?? 0
}

const playShare = async ({ first, end, every, seconds }: Share): Promise<Sums> => {
  const sums = zero()
  const until = performance.now() + seconds * 1000
  let next = first
  const lane = async (): Promise<void> => {
    while (next < end && sums.violations < 10 && performance.now() < until) {
      const seed = next
      next += every
      try {
        add(sums, await simulate(seed))
      } catch (error) {
        sums.violations += 1
        console.error((error as Error).message)
      }
      sums.played += 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return sums
}

const inWorker = (share: Share): Promise<Sums> =>
  new Promise((resolve, reject) => {
    // Schedules make much that is soon forgotten: a small young generation costs half the time.
    const resourceLimits = { maxYoungGenerationSizeMb: 192 }
    new Worker(new URL(import.meta.url), { workerData: share, resourceLimits })
      .on('message', resolve)
      .on('error', reject)
  })

const playAll = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      schedules: { type: 'string' },
      seed: { type: 'string' },
      seconds: { type: 'string', default: 'Infinity' },
    },
  })
  const schedules = Number(values.schedules ?? 10_000)
  const first = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
  const end = first + schedules
  const every = Math.min(availableParallelism(), schedules)
  console.log(`Seeds ${first} to ${end - 1}.`)
  const began = performance.now()
  const share = { end, every, seconds: Number(values.seconds) }
  const shares = Array.from({ length: every }, (_, at) => ({ ...share, first: first + at }))
  const sums = zero()
  for (const played of await Promise.all(shares.map(inWorker))) add(sums, played)
  const seconds = (performance.now() - began) / 1000
  const counts = Object.entries(sums).map(([name, count]) => `${count} ${name}`)
  const aMinute = Math.round((sums.played / seconds) * 60)
  const { user, system } = process.cpuUsage()
  const busy = (user + system) / 1_000_000 / seconds
  console.log(
    `${counts.join(', ')}; ${seconds.toFixed(1)} s on ${every} processors, ${busy.toFixed(2)} of them busy with it: ${aMinute} schedules a minute.`,
  )
  process.exitCode = sums.violations > 0 ? 1 : 0
}

if (isMainThread) await playAll()
else parentPort?.postMessage(await playShare(workerData as Share))
