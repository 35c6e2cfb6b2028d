// Owns the log, works as a hook's worker does or on one command, and carries out the requests in the inbox:
// `node jobs.child.js <state folder> <step to be killed at, or 0> [<command> …]`, in the repository.
import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import { ownedLog } from '../../src/app/owned-log.ts'
import { requestStore, serveRequests } from '../../src/app/serve.ts'
import { updateUnattended } from '../../src/cli/background.ts'
import { carryOut } from '../../src/cli/carry-out.ts'
import { main } from '../../src/cli/main.ts'
import { openTerminal } from '../../src/cli/terminal.ts'

const [, , folder = '', last = '0', ...command] = process.argv
const steps: string[] = []
const onStep = (step: string): void => {
  if (steps.push(step) === Number(last)) process.kill(process.pid, 'SIGKILL')
}

const { stderr, env } = process
const closing: (() => Promise<void>)[] = []
const owned = await ownedLog(folder, { command: 'crash', serves: true, onStep }, closing)
const io = {
  cwd: process.cwd(),
  env,
  stdin: Readable.from([]),
  stdout: stderr,
  stderr,
  signals: new EventEmitter(),
  program: '',
  owned,
}
const terminal = openTerminal({}, io, 'crash', main)
const serving = await serveRequests({
  store: requestStore(folder),
  execute: carryOut(owned, terminal, new AbortController().signal),
  atOnce: () => 1,
  takes: () => true,
  onStep,
})
const unattended = async (): Promise<number> => {
  const { code, outcome } = await updateUnattended({}, terminal)
  if (code !== 0) stderr.write(`${outcome.message}\n`)
  return code
}
const code = await (command.length > 0 ? main(command, io) : unattended())
await serving.idle()
await serving.stop()
for (const end of closing.reverse()) await end()
console.log(JSON.stringify(steps))
process.exitCode = code
