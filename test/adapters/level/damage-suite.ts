import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  copied,
  type Damage,
  damages,
  isLineEnd,
  original,
  repaired,
  shape,
  writtenState,
} from './damaging.ts'

/** What became of every damage of a suite. */
export interface Tally {
  /** How many there were of each kind. */
  readonly tried: Readonly<Record<string, number>>
  readonly outcomes: Readonly<Record<string, number>>
  /** Damages of which something was served that was not written, or was not told, or lost what segments hold. */
  readonly wrong: readonly string[]
}

interface Options {
  readonly seed: number
  readonly flips: number
  /** Files are cut at every so many bytes; 0 for not at all. */
  readonly every: number
}

interface Trial {
  readonly at: number
  readonly outcome?: string
  readonly back?: number | 'WRONG'
}

/** Damages that one process tries, and how many of them at a time. */
const batch = 1_000
const width = 8

/** Damages a log in every way, in processes that LevelDB may end. The same seed gives the same damages. */
export const damageSuite = async (
  options: Options,
  progress: (done: number, of: number) => void = () => {},
): Promise<Tally> => {
  const state = await writtenState()
  const events = await original(state)
  const all = damages(state, options)
  const tried: Record<string, number> = {}
  const outcomes: Record<string, number> = {}
  const wrong: string[] = []
  for (let from = 0; from < all.length; ) {
    const trials = triedFrom(state, from, Math.min(from + batch, all.length), options)
    for (const trial of trials) {
      const damage = all[trial.at] as Damage
      // LevelDB ended the process: the doctor says so, and what is left is had from the segments.
      const back = trial.back ?? (await withoutDatabase(state, damage, events))
      const said = trial.outcome ?? 'aborted'
      count(tried, damage.kind)
      for (const name of named(trial, said, back)) count(outcomes, `${damage.kind} ${name}`)
      if (isWrong(state, damage, said, back)) {
        wrong.push(JSON.stringify({ ...options, at: trial.at, ...damage, said, back }))
      }
    }
    from += trials.length
    progress(from, all.length)
  }
  rmSync(dirname(state), { recursive: true })
  return { tried, outcomes, wrong }
}

const count = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1
}

const named = (trial: Trial, said: string, back: number | 'WRONG'): string[] => [
  said,
  back === shape.events ? 'all back' : 'sealed events back',
  ...(trial.outcome !== undefined && trial.back === undefined ? ['aborted in salvage'] : []),
]

const isWrong = (state: string, damage: Damage, said: string, back: number | 'WRONG'): boolean => {
  // The database is whole where a segment is not, and gives what that one held.
  const enough = /segments|anchor/.test(damage.file) ? shape.events : shape.sealed
  const silent = said === 'harmless' && !isDead(damage) && !isLineEnd(state, damage)
  return /^(SERVED|THREW)/.test(said) || silent || back === 'WRONG' || back < enough
}

/** Bytes that LevelDB wrote and never looks at again: only there a damage may change nothing. */
const isDead = ({ file }: Damage): boolean => /\.(ldb|log)$|MANIFEST|CURRENT/.test(file)

const child = fileURLToPath(new URL('./damaging.child.js', import.meta.url))

/** As many from a number on as were begun; those under way when LevelDB ended the process are tried again, each alone. */
const triedFrom = (state: string, from: number, to: number, options: Options): readonly Trial[] => {
  const trials = inProcess(state, [from, to, width], options)
  return trials.map(trial => {
    if (trial.back !== undefined) return trial
    const [alone = trial] = inProcess(state, [trial.at, trial.at + 1, 1], options)
    return alone
  })
}

/** What a process says of the trials it began, in their order. */
const inProcess = (
  state: string,
  range: readonly [from: number, to: number, width: number],
  { seed, flips, every }: Options,
): readonly Trial[] => {
  const args = [child, state, ...range, seed, flips, every].map(String)
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  if (status !== 0 && signal === null) throw new Error(stderr)
  const trials = new Map<number, Trial>()
  for (const line of stdout.trim().split('\n').filter(Boolean)) {
    const trial = JSON.parse(line) as Trial
    trials.set(trial.at, trial)
  }
  if (trials.size === 0) throw new Error(`Nothing was tried: ${stderr}`)
  return [...trials.values()]
}

const withoutDatabase = async (state: string, damage: Damage, events: readonly string[]) => {
  const copy = copied(state, damage)
  try {
    return await repaired(copy, events, new Map())
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
