import { appendFileSync } from 'node:fs'
import { openSession } from '../../src/app/session.ts'
import { exitCodeOf } from '../../src/cli/exit-code.ts'
import { update } from '../../src/commands/commit/update.ts'
import { isGitDocError } from '../../src/errors/error.ts'

/**
 * A real process that runs one `update`: `worker.js <repository> <acknowledged file> [<point> <hit> [<signal>]]`. Each event
 * that was acknowledged is noted in the file; at the hit-th time it comes to the point it sends itself the signal, SIGKILL
 * if none is named.
 */
const [, , cwd = '', acknowledged = '', point, hit = '1', signal = 'SIGKILL'] = process.argv
const steps = new Map<string, number>()

const onStep = (step: string): void => {
  const times = (steps.get(step) ?? 0) + 1
  steps.set(step, times)
  if (step === point && times === Number(hit)) process.kill(process.pid, signal)
}

const work = async (): Promise<void> => {
  const stop = new AbortController()
  const workshop = await openSession({
    cwd,
    command: 'crash',
    signal: stop.signal,
    warn() {},
    onStep,
  })
  const { log } = workshop.tools
  const append: typeof log.append = async (...parts) => {
    const recorded = await log.append(...parts)
    const lines = recorded.map(each => `${JSON.stringify(each)}\n`)
    appendFileSync(acknowledged, lines.join(''))
    return recorded
  }
  try {
    const tools = { ...workshop.tools, log: { ...log, append } }
    await update(tools, { onProgress() {}, confirm: async () => true })
  } finally {
    await workshop.close()
  }
}

try {
  await work()
  console.log(JSON.stringify([...steps]))
} catch (error) {
  console.error(isGitDocError(error) ? `${error.code}: ${error.message}` : error)
  process.exitCode = exitCodeOf(error)
}
