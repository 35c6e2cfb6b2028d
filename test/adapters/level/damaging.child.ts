import { rmSync, writeSync } from 'node:fs'
import {
  copied,
  type Damage,
  damages,
  original,
  outcomeOf,
  remainsIn,
  repaired,
} from './damaging.ts'

/**
 * Tries the damages from one number to another, so many at a time, a line each as they come on: LevelDB ends the process
 * over some. Much of a trial is waiting, for a damaged log is copied again in case it was only being written.
 */
const [state = '', from = 0, to = 0, width = 1, seed = 0, flips = 0, every = 0] = process.argv
  .slice(2)
  .map((text, at) => (at === 0 ? text : Number(text))) as [string, ...number[]]
const events = await original(state)
const all = damages(state, { seed, flips, every })

const say = (line: object): void => {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

const tried = async (at: number, damage: Damage): Promise<void> => {
  const copy = copied(state, damage)
  const told = copied(state, damage)
  say({ at })
  const outcome = await outcomeOf(told, events)
  say({ at, outcome })
  const back = await repaired(copy, events, await remainsIn(copy))
  say({ at, outcome, back })
  for (const folder of [copy, told]) rmSync(folder, { recursive: true, force: true })
}

let next = from
const lane = async (): Promise<void> => {
  while (next < to) {
    const at = next
    next += 1
    await tried(at, all[at] as Damage)
  }
}
await Promise.all(Array.from({ length: width }, lane))
