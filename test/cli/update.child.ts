// Updates and is killed at a step: `node update.child.js <step>`, in the repository.
import { openTools } from '../../src/app/tools.ts'
import { update } from '../../src/commands/update.ts'

const [last] = process.argv.slice(2)
const workshop = await openTools({
  cwd: process.cwd(),
  command: 'update',
  signal: new AbortController().signal,
  warn() {},
  onStep: step => {
    if (step === last) process.kill(process.pid, 'SIGKILL')
  },
})
await update(workshop.tools, { confirm: async () => true, tell() {} })
await workshop.close()
