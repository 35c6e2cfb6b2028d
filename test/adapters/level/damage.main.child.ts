import { damageSuite } from './damage-suite.ts'

/** `npm run test:damage`: every kind of damage to every file, with figures. Arguments: seed, flips, cut at every so many bytes. */
const [seed = `${Date.now() % 1e6}`, flips = '600', every = '1'] = process.argv.slice(2)
const options = { seed: Number(seed), flips: Number(flips), every: Number(every) }
const began = Date.now()
const { tried, outcomes, wrong } = await damageSuite(options, (done, of) => {
  process.stderr.write(`${done} of ${of}\n`)
})
const seconds = Math.round((Date.now() - began) / 1000)
process.stdout.write(`${JSON.stringify({ ...options, seconds, tried, outcomes }, undefined, 2)}\n`)
for (const line of wrong) process.stdout.write(`wrong: ${line}\n`)
process.exitCode = wrong.length > 0 ? 1 : 0
