// Owns the log and carries out every request in the inbox: `node requests.child.js <state folder> [<step to be killed at>]`.
import { EventEmitter } from 'node:events'
import { ownedLog } from '../../src/app/owned-log.ts'
import { requestStore, serveRequests } from '../../src/app/serve.ts'
import { carryOut } from '../../src/cli/carry-out.ts'
import { main } from '../../src/cli/main.ts'
import { openTerminal } from '../../src/cli/terminal.ts'

const [, , folder = '', last = '0'] = process.argv
const steps: string[] = []
const onStep = (step: string): void => {
  if (steps.push(step) === Number(last)) process.kill(process.pid, 'SIGKILL')
}

const { stdin, stdout, stderr, env } = process
const io = { cwd: process.cwd(), env, stdin, stdout, stderr, signals: new EventEmitter() }
const terminal = openTerminal({}, { ...io, program: '' }, 'crash', main)
const closing: (() => Promise<void>)[] = []
const owned = await ownedLog(folder, { command: 'crash', serves: true, onStep }, closing)
const serving = await serveRequests({
  store: requestStore(folder),
  execute: carryOut(owned, terminal, new AbortController().signal),
  atOnce: () => 1,
  takes: () => true,
  onStep,
})
await serving.idle()
await serving.stop()
for (const end of closing.reverse()) await end()
console.log(JSON.stringify(steps))
