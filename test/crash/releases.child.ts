// Owns the log and carries out one command: `node releases.child.js <state folder> <step to be killed at, or 0> <command> …`,
// in the repository. Prints the steps that it took.
import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import { ownedLog } from '../../src/app/owned-log.ts'
import { main } from '../../src/cli/main.ts'

const [, , folder = '', last = '0', ...command] = process.argv
const steps: string[] = []
const onStep = (step: string): void => {
  if (steps.push(step) === Number(last)) process.kill(process.pid, 'SIGKILL')
}

const { stderr, env } = process
const closing: (() => Promise<void>)[] = []
const owned = await ownedLog(folder, { command: 'crash', serves: true, onStep }, closing)
const code = await main(command, {
  cwd: process.cwd(),
  env,
  stdin: Readable.from([]),
  stdout: stderr,
  stderr,
  signals: new EventEmitter(),
  program: '',
  owned,
})
for (const end of closing.reverse()) await end()
console.log(JSON.stringify(steps))
process.exitCode = code
