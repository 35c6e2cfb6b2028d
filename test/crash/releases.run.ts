import { parseArgs } from 'node:util'
import { random } from '../simulation/random.ts'
import type { Ending } from '../support/repository.ts'
import {
  after,
  before,
  copied,
  faultsIn,
  pointersOf,
  type ReleaseCopy,
  template,
} from './releases.support.ts'

/**
 * `node build/test/crash/releases.run.js --kills N --seconds N --seed S`: an activation is killed at random, at a step or at any moment,
 * several times in one repository, each time asked for anew. After each kill the pointer is the old or the new one; in the end there
 * is one commit.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '40' },
    seed: { type: 'string' },
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const chance = random(seed)
const counts = { kills: 0, rounds: 0, violations: 0 }
/** Kills in one repository at most. */
const killsInOne = 6
/** The counts are told each so many kills: what was seen until then counts, though a run be stopped. */
const told = 10
const command = ['release', 'activate', 'brief@1.1.0', '--reason', 'Next'] as const

let until = Number.POSITIVE_INFINITY
const isOver = (): boolean =>
  performance.now() > until || counts.kills >= Number(values.kills) || counts.violations >= 5

/** How long an activation takes that nobody disturbs: its steps, and milliseconds. */
interface Whole {
  readonly steps: number
  readonly milliseconds: number
}

const measured = async (t: Ending, from: string): Promise<Whole> => {
  const copy = copied(t, from)
  const begun = performance.now()
  const steps = await copy.work(0, ...command)
  return { steps: steps?.length ?? 0, milliseconds: performance.now() - begun }
}

/** A process takes the lock, opens the log and closes them again, whatever is left to do. */
const least = 8

/** A kill: when it came, and how many steps are then left to do, about. */
interface Death {
  readonly when: string
  readonly left: number
}

/** Kills an activation with so many steps to go at one of them, or at any moment; undefined if it ended before. */
const killedOnce = async (
  copy: ReleaseCopy,
  { steps, milliseconds }: Whole,
  left: number,
): Promise<Death | undefined> => {
  if (chance.once(4)) {
    const share = (0.3 + chance.number(700) / 1_000) * (0.5 + left / steps / 2)
    const after = Math.round(milliseconds * share)
    if (await copy.workFor(after, ...command)) return undefined
    return { when: `${after} ms`, left: Math.max(least, Math.floor(left / 2)) }
  }
  const at = 1 + chance.number(left)
  if (await copy.work(at, ...command)) return undefined
  return { when: `step ${at}`, left: Math.max(least, left - at + 2) }
}

const round = async (t: Ending, from: string, whole: Whole): Promise<void> => {
  const copy = copied(t, from)
  const deaths: string[] = []
  const faults: string[] = []
  let left = whole.steps
  while (deaths.length < killsInOne && !isOver()) {
    const death = await killedOnce(copy, whole, left)
    if (death === undefined) break
    left = death.left
    deaths.push(death.when)
    counts.kills += 1
    if (counts.kills % told === 0) tell()
    const [head] = pointersOf(copy)
    if (head !== before && head !== after) faults.push(`after ${death.when}: ${head}`)
  }
  await copy.work(0, ...command)
  faults.push(...(await faultsIn(copy)))
  if (faults.length === 0) return
  counts.violations += 1
  console.error(JSON.stringify({ seed, round: counts.rounds, deaths, faults }))
}

const tell = (): void => {
  const { kills, rounds, violations } = counts
  console.log(
    `Releases, seed ${seed}: ${kills} kills in ${rounds} rounds, ${violations} violations.`,
  )
}

const cleaning: (() => void)[] = []
const clean = (tasks: (() => void)[]) => {
  for (const end of tasks.splice(0).reverse()) end()
}
const ending = (tasks: (() => void)[]): Ending => ({
  teardown: end => tasks.push(end as () => void),
})

const from = await template(ending(cleaning))
const whole = await measured(ending(cleaning), from)
until = performance.now() + Number(values.seconds) * 1000
while (!isOver()) {
  const own: (() => void)[] = []
  await round(ending(own), from, whole)
  clean(own)
  counts.rounds += 1
}
clean(cleaning)
tell()
process.exitCode = counts.violations > 0 ? 1 : 0
