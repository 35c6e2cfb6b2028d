import { type Background, openBackground, type Seen } from '../app/background.ts'
import { update } from '../commands/update.ts'
import { isGitDocError } from '../errors.ts'
import type { StatusReport } from '../projections/status-report.ts'
import { exitCode, exitCodeOf } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'
import { working } from './update.ts'

/**
 * What a hook starts: `update` that prints nothing and asks nothing, and takes up no history that nobody agreed to. It looks
 * once more after it has let go of the lock, for who commits meanwhile counts on it.
 */
export const background = async (options: GlobalOptions, terminal: Terminal): Promise<number> => {
  // The terminal that the commit was made in may close, and its Ctrl+C is meant for others.
  for (const signal of ['SIGHUP', 'SIGINT'] as const) process.on(signal, () => {})
  const watch = await openBackground({ cwd: process.cwd(), config: options.config }).catch(
    () => undefined,
  )
  if (!watch) return exitCode.failed
  try {
    for (;;) {
      if (!(await watch.ready())) return exitCode.done
      const round = await attempt(watch, options, terminal)
      await watch.record(round.what)
      if (!round.seen || !(await watch.more(round.seen))) return round.code
    }
  } finally {
    await watch.close()
  }
}

interface Round {
  readonly code: number
  readonly what: string
  /** Undefined after a failure, which another round would only repeat. */
  readonly seen: Seen | 'busy' | undefined
}

const attempt = async (
  watch: Background,
  options: GlobalOptions,
  terminal: Terminal,
): Promise<Round> => {
  let seen: Seen | undefined
  let what = ''
  try {
    const code = await working(
      'update --background',
      options,
      { ...terminal, say() {} },
      async (tools, report) => {
        watch.begun()
        const notes = await tools.inbox.read()
        const worked = await update(tools, { tell() {}, confirm: async () => false })
        what = told(worked, await report(worked.runs))
        seen = {
          notes: new Set(notes.map(({ file }) => file)),
          head: (await tools.repository.head()).commit,
        }
        return exitCode.done
      },
      true,
    )
    return { code, what, seen }
  } catch (error) {
    return failed(error)
  }
}

const told = (
  { noticed, runs, obstacle, stopped }: Awaited<ReturnType<typeof update>>,
  { counts }: StatusReport,
): string => {
  if (stopped)
    return 'Nothing was done: this branch was never looked at. Agree with "git-doc update", or leave its past alone with "git-doc enable-hook".'
  if (obstacle && runs.length === 0) return `Everything waits: ${obstacle.detail}`
  const states = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `, ${count} ${state}`)
  return `Done: ${noticed} new commits${states.join('')}.`
}

const failed = (error: unknown): Round => {
  const code = exitCodeOf(error)
  if (code === exitCode.busy)
    return { code: exitCode.done, what: 'Another git-doc is at work.', seen: 'busy' }
  const message = error instanceof Error ? error.message : String(error)
  const what = `${isGitDocError(error) ? error.code : 'INTERNAL'}: ${message}`
  return { code, what, seen: undefined }
}
