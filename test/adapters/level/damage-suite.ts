import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  copied,
  type Damage,
  damages,
  original,
  repaired,
  shape,
  writtenState,
} from './damaging.ts'

/** What became of every damage of a suite. */
export interface Tally {
  readonly outcomes: Readonly<Record<string, number>>
  /** Damages of which something was served that was not written, or was not told, or lost what segments hold. */
  readonly wrong: readonly string[]
}

interface Trial {
  readonly at: number
  readonly outcome?: string
  readonly back?: number | 'WRONG'
}

/** Damages a log in every way, in processes that LevelDB may end. The same seed gives the same damages. */
export const damageSuite = async (options: {
  readonly seed: number
  readonly flips: number
  readonly every: number
}): Promise<Tally> => {
  const state = await writtenState()
  const events = await original(state)
  const all = damages(state, options)
  const outcomes: Record<string, number> = {}
  const wrong: string[] = []
  for (let from = 0; from < all.length; ) {
    const trials = tried(state, from, options)
    for (const trial of trials) {
      const damage = all[trial.at] as Damage
      // LevelDB ended the process: the doctor says so, and what is left is had from the segments.
      const back = trial.back ?? (await withoutDatabase(state, damage, events))
      const said = trial.outcome ?? 'aborted'
      for (const name of named(trial, said, back)) {
        outcomes[`${damage.kind} ${name}`] = (outcomes[`${damage.kind} ${name}`] ?? 0) + 1
      }
      if (isWrong(damage, said, back)) {
        wrong.push(JSON.stringify({ ...options, at: trial.at, ...damage, said, back }))
      }
    }
    from += trials.length
  }
  rmSync(state, { recursive: true })
  return { outcomes, wrong }
}

const named = (trial: Trial, said: string, back: number | 'WRONG'): string[] => [
  said,
  back === shape.events ? 'all back' : 'sealed events back',
  ...(trial.outcome !== undefined && trial.back === undefined ? ['aborted in salvage'] : []),
]

const isWrong = (damage: Damage, said: string, back: number | 'WRONG'): boolean => {
  // The database is whole where a segment is not, and gives what that one held.
  const enough = /segments|anchor/.test(damage.file) ? shape.events : shape.sealed
  const silent = said === 'harmless' && !isDead(damage)
  return /^(SERVED|THREW)/.test(said) || silent || back === 'WRONG' || back < enough
}

/** Bytes that LevelDB wrote and never looks at again: only there a damage may change nothing. */
const isDead = ({ file }: Damage): boolean => /\.(ldb|log)$|MANIFEST|CURRENT/.test(file)

const child = fileURLToPath(new URL('./damaging.child.js', import.meta.url))

const tried = (
  state: string,
  from: number,
  { seed, flips, every }: { seed: number; flips: number; every: number },
): readonly Trial[] => {
  const args = [child, state, from, seed, flips, every].map(String)
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  if (status !== 0 && signal === null) throw new Error(stderr)
  const trials = new Map<number, Trial>()
  for (const line of stdout.trim().split('\n')) {
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
