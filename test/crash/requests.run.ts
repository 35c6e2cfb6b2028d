import { spawn } from 'node:child_process'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { waitingRequests } from '../../src/adapters/state/waiting-requests.ts'
import { random } from '../simulation/random.ts'
import type { Ending } from '../support/repository.ts'
import { cliPath } from '../support/run-command.ts'
import { begun, copied, deeds, deedsOf } from './requests.support.ts'

/**
 * `node build/test/crash/requests.run.js --kills N --seconds N --seed S`: owners and askers are real processes that are killed at random.
 * Each round begins with a documented commit, a failed one and a new one; three commands ask for a revert, a retry and an update. In the end
 * each was carried out once, and nobody waits for ever.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '45' },
    seed: { type: 'string' },
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const chance = random(seed)
const until = performance.now() + Number(values.seconds) * 1000
const counts = { kills: 0, rounds: 0, violations: 0 }
/** An owner comes to about so many steps while it carries out the three requests. */
const stepsOfOwner = 70
/** An asker that waits for longer (milliseconds) waits for ever. */
const forEver = 120_000

/** Runs a command line as a process of its own, which may be killed after a while; undefined if it was. */
const asker = (
  words: readonly string[],
  cwd: string,
  killAfter: number | undefined,
): Promise<number | undefined> =>
  new Promise(resolve => {
    const child = spawn(process.execPath, [cliPath, ...words, '--wait'], {
      cwd,
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      stdio: 'ignore',
    })
    const late = setTimeout(() => {
      counts.violations += 1
      console.error(`"git-doc ${words.join(' ')}" waits for ever.`)
      child.kill('SIGKILL')
    }, forEver)
    const kill =
      killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter)
    child.on('close', (code, signal) => {
      clearTimeout(late)
      clearTimeout(kill)
      if (signal === 'SIGKILL') counts.kills += 1
      resolve(code ?? undefined)
    })
  })

const round = async (t: Ending, template: Awaited<ReturnType<typeof begun>>): Promise<void> => {
  const copy = await copied(t, template)
  const { path, state, documented, owner } = copy
  const commands = [['revert', documented], ['retry'], ['update']]
  const lives = commands.map(() => (chance.number(3) === 0 ? chance.number(1500) : undefined))
  const killAt = chance.number(2) === 0 ? 0 : 1 + chance.number(stepsOfOwner)
  const first = owner(killAt).catch(() => [])
  const codes = await Promise.all(commands.map((words, index) => asker(words, path, lives[index])))
  if ((await first) === undefined) counts.kills += 1
  // Whoever was killed before its request was on disk has asked for nothing.
  for (const [index, words] of commands.entries())
    if (lives[index] !== undefined) await asker(words, path, undefined)
  while ((await waitingRequests(state)).length > 0) await owner()
  const found = await deedsOf(copy)
  const isRight = isDeepStrictEqual({ ...found, reverts: 1 }, { ...deeds, reverts: 1 })
  const left = codes.filter((code, index) => lives[index] === undefined && code !== 0)
  if (isRight && left.length === 0) return
  counts.violations += 1
  console.error(JSON.stringify({ seed, round: counts.rounds, killAt, lives, codes, found }))
}

const endings: (() => unknown)[] = []
const t: Ending = { teardown: ending => endings.unshift(ending) }
try {
  const template = await begun(t)
  while (
    counts.kills < Number(values.kills) &&
    performance.now() < until &&
    counts.violations < 5
  ) {
    const own: (() => unknown)[] = []
    await round({ teardown: ending => own.unshift(ending) }, template)
    for (const ending of own) await ending()
    counts.rounds += 1
  }
} finally {
  for (const ending of endings) await ending()
}
const { kills, rounds, violations } = counts
console.log(`Requests, seed ${seed}: ${kills} kills in ${rounds} rounds, ${violations} violations.`)
process.exitCode = violations > 0 ? 1 : 0
