// `npm run test:crash -- [--seed S] [--seconds N] [--kills N]`: the faults, then each runner that kills at random, all of them from one
// seed. The other arguments are those of the last runner (`test/crash/crash.run.ts`); with `--scenario` it runs alone.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const given = process.argv.slice(2)
const { values } = parseArgs({
  args: given,
  strict: false,
  options: {
    seed: { type: 'string' },
    scenario: { type: 'string' },
  },
})
const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31))
console.log(`Seed ${seed} for all; again with: npm run test:crash -- --seed ${seed}`)

const runner = name => `build/test/crash/${name}.run.js`
const ofLast = values.seed === undefined ? [...given, '--seed', seed] : given
const last = [runner('crash'), ...ofLast]
const all = [
  ['node_modules/ava/entrypoints/cli.mjs', '--config', 'ava.crash.config.js'],
  ...['requests', 'jobs', 'releases'].map(name => [runner(name), '--seed', seed]),
  last,
]

for (const args of values.scenario === undefined ? all : [last]) {
  const { status, error } = spawnSync(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, SEED: process.env.SEED ?? seed },
  })
  if (error) throw error
  if (status !== 0) {
    console.log(`Failed with seed ${seed}: ${args[0]}`)
    process.exit(status ?? 1)
  }
}
