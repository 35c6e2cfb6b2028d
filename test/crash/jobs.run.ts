import { parseArgs } from 'node:util'
import { random } from '../simulation/random.ts'
import type { Ending } from '../support/repository.ts'
import {
  answerCutOff,
  copied,
  faultsIn,
  type JobsCopy,
  type Template,
  template,
} from './jobs.support.ts'

/**
 * `node build/test/crash/jobs.run.js --kills N --seconds N --seed S`: processes that work on jobs are killed at random, at a step or at any
 * moment, several times in one repository. In the end a person says what is to become of the steps that were cut off, and no run
 * is lost, none was done twice unasked, each commit was made once, and no process is left.
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
const until = performance.now() + Number(values.seconds) * 1000
const counts = { kills: 0, rounds: 0, violations: 0 }
/** A worker comes to about so many steps while it carries out everything. */
const stepsOfWorker = 150
/** Kills in one repository at most. */
const killsInOne = 6
/** The counts are told each so many kills: what was seen until then counts, though a run be stopped. */
const told = 10

const isOver = (): boolean =>
  performance.now() > until || counts.kills >= Number(values.kills) || counts.violations >= 5

/** Starts worker after worker in a copy and kills each, until one ends by itself; says when they died. */
const killed = async (copy: JobsCopy): Promise<readonly string[]> => {
  const deaths: string[] = []
  for (let lives = 1 + chance.number(killsInOne); lives > 0; lives -= 1) {
    const death = await killedOnce(copy)
    if (death === undefined) break
    deaths.push(death)
    counts.kills += 1
    if (counts.kills % told === 0) tell()
    if (isOver()) break
  }
  return deaths
}

/** Kills a worker at a step or at any moment; undefined if it ended before. */
const killedOnce = async (copy: JobsCopy): Promise<string | undefined> => {
  const atStep = chance.once(2) ? 1 + chance.number(stepsOfWorker) : 0
  const { child, ended } = copy.start(atStep)
  const after = 100 + chance.number(2_500)
  const timer = atStep > 0 ? undefined : setTimeout(() => child.kill('SIGKILL'), after)
  const steps = await ended
  clearTimeout(timer)
  if (steps) return undefined
  return atStep > 0 ? `step ${atStep}` : `${after} ms`
}

const round = async (t: Ending, from: Template): Promise<void> => {
  const copy = await copied(t, from)
  await copy.leaveAll()
  const deaths = await killed(copy)
  await copy.work()
  const skips = chance.once(2)
  const answers = await answerCutOff(copy, () => skips)
  const faults = await faultsIn(copy, { kills: deaths.length, ...answers })
  if (faults.length === 0) return
  counts.violations += 1
  console.error(JSON.stringify({ seed, round: counts.rounds, deaths, skips, answers, faults }))
}

const tell = (): void => {
  const { kills, rounds, violations } = counts
  console.log(`Jobs, seed ${seed}: ${kills} kills in ${rounds} rounds, ${violations} violations.`)
}

const endings: (() => unknown)[] = []
try {
  const from = await template({ teardown: ending => endings.unshift(ending) })
  while (!isOver()) {
    const own: (() => unknown)[] = []
    try {
      await round({ teardown: ending => own.unshift(ending) }, from)
    } finally {
      for (const ending of own) await ending()
    }
    counts.rounds += 1
  }
} finally {
  for (const ending of endings) await ending()
}
tell()
process.exitCode = counts.violations > 0 ? 1 : 0
