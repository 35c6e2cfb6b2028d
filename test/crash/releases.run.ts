import { parseArgs } from 'node:util'
import { random } from '../simulation/random.ts'
import type { Ending } from '../support/repository.ts'
import { after, before, copied, faultsIn, pointersOf, template } from './releases.support.ts'

/**
 * `node build/test/crash/releases.run.js --kills N --seconds N --seed S`: an activation is killed at random steps, several times in one
 * repository, each time asked for anew. After each kill the pointer is the old or the new one; in the end there is one commit.
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
/** An activation comes to about so many steps. */
const stepsOfActivation = 60
/** Kills in one repository at most. */
const killsInOne = 4
const command = ['release', 'activate', 'brief@1.1.0', '--reason', 'Next'] as const

const isOver = (): boolean =>
  performance.now() > until || counts.kills >= Number(values.kills) || counts.violations >= 5

const round = async (t: Ending, from: string): Promise<void> => {
  const copy = copied(t, from)
  const deaths: number[] = []
  const faults: string[] = []
  for (let lives = 1 + chance.number(killsInOne); lives > 0 && !isOver(); lives -= 1) {
    const at = 1 + chance.number(stepsOfActivation)
    if (await copy.work(at, ...command)) break
    deaths.push(at)
    counts.kills += 1
    const [head] = pointersOf(copy)
    if (head !== before && head !== after) faults.push(`after step ${at}: ${head}`)
  }
  await copy.work(0, ...command)
  faults.push(...(await faultsIn(copy)))
  if (faults.length === 0) return
  counts.violations += 1
  console.error(JSON.stringify({ seed, round: counts.rounds, deaths, faults }))
}

const cleaning: (() => void)[] = []
const clean = (tasks: (() => void)[]) => {
  for (const end of tasks.splice(0).reverse()) end()
}
const ending = (tasks: (() => void)[]): Ending => ({
  teardown: end => tasks.push(end as () => void),
})

const from = await template(ending(cleaning))
while (!isOver()) {
  const own: (() => void)[] = []
  await round(ending(own), from)
  clean(own)
  counts.rounds += 1
}
clean(cleaning)
const { kills, rounds, violations } = counts
console.log(`Releases, seed ${seed}: ${kills} kills in ${rounds} rounds, ${violations} violations.`)
process.exitCode = violations > 0 ? 1 : 0
