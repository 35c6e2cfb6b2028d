import { openBackground, type Seen } from '../app/background.ts'
import type { FullReport } from '../app/reading.ts'
import { attend } from '../commands/attend.ts'
import { update } from '../commands/commit/update.ts'
import { isGitDocError } from '../errors/error.ts'
import { exitCode, exitCodeOf } from './exit-code.ts'
import { laneTurn } from './lanes.ts'
import type { Message } from './message.ts'
import { progressOf } from './progress.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'
import { working } from './working.ts'

/**
 * What a hook starts: an `update` that asks nothing and does not begin a history that nobody agreed to. It prints nothing, except with
 * `--log json`. After it has released the lock it looks once more, because commits that were made meanwhile count on it.
 */
export const background = async (options: GlobalOptions, terminal: Terminal): Promise<number> => {
  // The terminal of the commit may close, and Ctrl+C there is not meant for us.
  for (const signal of ['SIGHUP', 'SIGINT'] as const) terminal.io.signals.on(signal, () => {})
  const watch = await openBackground(terminal.place).catch(() => undefined)
  if (!watch) return exitCode.failed
  const silent = terminal.logsJson ? terminal : { ...terminal, log() {}, error() {}, progress() {} }
  try {
    for (;;) {
      if (!(await watch.ready())) return exitCode.done
      const round = await updateUnattended(options, silent, () => watch.begun())
      await watch.record(round.outcome)
      tell(round.outcome, silent)
      if (!round.seen || !(await watch.more(round.seen))) return round.code
    }
  } finally {
    await watch.close()
  }
}

/** How an update that asked nobody went. */
export interface Round {
  readonly code: number
  readonly outcome: Message
  /** Undefined after a failure, which another round would only repeat. */
  readonly seen: Seen | 'busy' | undefined
  /** It made room for others, and may have more to do. */
  readonly unfinished?: boolean
}

const tell = ({ level, message, code }: Message, terminal: Terminal): void => {
  if (level === 'error') terminal.error(message, { code })
  else terminal.log(message, { level, code })
}

/** One update that asks nobody. `begun` is called as soon as it owns the log. */
export const updateUnattended = async (
  options: GlobalOptions,
  terminal: Terminal,
  begun: () => void = () => {},
): Promise<Round> => {
  let seen: Seen | undefined
  let message = ''
  let unfinished = false
  try {
    const code = await working(
      'update --background',
      options,
      terminal,
      async (tools, report) => {
        begun()
        const { onProgress } = progressOf(terminal, tools.kinds)
        const others = attend(tools, {
          onRecorded: recorded => onProgress({ type: 'recorded', recorded }),
          pause: tools.pause,
        })
        const document = async (): Promise<void> => {
          const notes = await tools.inbox.read()
          await others.take(notes)
          const worked = await update(tools, {
            onProgress,
            onNotes: others.take,
            confirm: async () => false,
            isAwaited: () => tools.turns?.isAwaited(laneTurn('commit')) ?? false,
          })
          // Nobody wants this branch documented, so nobody else will ever take its notes.
          if (worked.stopped) await tools.inbox.drop(notes)
          unfinished = worked.unfinished ?? false
          const reported = await report(worked.runs)
          message = summaryOf(worked, reported)
          seen = {
            notes: new Set(notes.map(({ file }) => file)),
            head: (await tools.repository.head()).commit,
            locked: reported.runs.some(
              ({ tag, code }) => tag === 'waiting' && code === 'index-locked',
            ),
          }
        }
        await document()
        await others.finish(document)
        return exitCode.done
      },
      true,
    )
    return { code, outcome: { level: 'info', message }, seen, unfinished }
  } catch (error) {
    return failed(error)
  }
}

const summaryOf = (
  { noticed, runs, obstacle, stopped }: Awaited<ReturnType<typeof update>>,
  { counts }: FullReport,
): string => {
  if (stopped)
    return 'Nothing was done: git-doc has not seen this branch before. Run "git-doc update" to document its history, or "git-doc enable-hook" to begin with the next commit.'
  if (obstacle && runs.length === 0) return `Waiting: ${obstacle.detail}`
  const states = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `, ${count} ${state}`)
  return `Done: ${noticed} new commits${states.join('')}.`
}

const failed = (error: unknown): Round => {
  const exit = exitCodeOf(error)
  const code = isGitDocError(error) ? error.code : 'INTERNAL'
  const message = error instanceof Error ? error.message : String(error)
  return exit === exitCode.busy
    ? {
        code: exitCode.done,
        outcome: { level: 'info', code, message: 'Another git-doc is working here.' },
        seen: 'busy',
      }
    : { code: exit, outcome: { level: 'error', code, message }, seen: undefined }
}
