import { rmSync, writeSync } from 'node:fs'
import { copied, damages, original, outcomeOf, remainsIn, repaired } from './damaging.ts'

/** Tries damages from a number on, a line each: LevelDB ends the process over some. */
const [state = '', from = '0', seed = '0', flips = '0', every = '0'] = process.argv.slice(2)
const options = { seed: Number(seed), flips: Number(flips), every: Number(every) }
const events = await original(state)
for (const [at, damage] of damages(state, options).entries()) {
  if (at < Number(from)) continue
  const copy = copied(state, damage)
  const told = copied(state, damage)
  writeSync(1, `${JSON.stringify({ at })}\n`)
  const outcome = await outcomeOf(told, events)
  writeSync(1, `${JSON.stringify({ at, outcome })}\n`)
  const back = await repaired(copy, events, await remainsIn(copy))
  writeSync(1, `${JSON.stringify({ at, outcome, back })}\n`)
  for (const folder of [copy, told]) rmSync(folder, { recursive: true, force: true })
}
