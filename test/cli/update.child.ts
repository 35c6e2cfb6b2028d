// Updates and is killed at a step: `node update.child.js <step>`, in the repository.
import { openSession } from '../../src/app/session.ts'
import { update } from '../../src/commands/commit/update.ts'

const [last] = process.argv.slice(2)
const workshop = await openSession({
  cwd: process.cwd(),
  command: 'update',
  signal: new AbortController().signal,
  warn() {},
  onStep: step => {
    if (step === last) process.kill(process.pid, 'SIGKILL')
  },
})
await update(workshop.tools, { confirm: async () => true, onProgress() {} })
await workshop.close()
