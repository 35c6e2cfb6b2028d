// Reverts and is killed at a step: `node revert.child.js <commit> <step>`, in the repository.
import { openSession } from '../../src/app/session.ts'
import { revert } from '../../src/commands/commit/revert.ts'

const [revision = '', last] = process.argv.slice(2)
const workshop = await openSession({
  cwd: process.cwd(),
  command: 'revert',
  signal: new AbortController().signal,
  warn() {},
  onStep: step => {
    if (step === last) process.kill(process.pid, 'SIGKILL')
  },
})
await revert(workshop.tools, { revision, onProgress() {} })
await workshop.close()
