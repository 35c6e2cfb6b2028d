import { type Asking, openAsking } from '../app/ask.ts'
import { environment } from '../app/place.ts'
import { interrupted, isGitDocError } from '../errors/error.ts'
import { exitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

export interface HandOverOptions extends GlobalOptions {
  /** `--wait`, `--no-wait`; undefined if neither is given. */
  readonly wait?: boolean
  readonly dryRun?: boolean
  readonly background?: boolean
}

/**
 * Hands a command to the process that owns the log, prints what that process prints, and resolves to its exit code;
 * undefined if the command may not be handed over. `carryOut` runs the command in this process, as this request, once
 * nobody owns the log any more; it throws BUSY if somebody was faster.
 */
export const handOver = async (
  { lane, argv }: { readonly lane: string; readonly argv: readonly string[] },
  options: HandOverOptions,
  terminal: Terminal,
  carryOut: (request: string) => Promise<number>,
): Promise<number | undefined> => {
  const { io, place } = terminal
  if (options.background) return undefined
  const { holder, ask } = await openAsking(place)
  const owner = await holder()
  if (!owner?.serves && options.wait !== true) return undefined

  const asking = await ask({ lane, argv, cwd: io.cwd, env: passedOn(), ...streams(io) })
  if (options.wait === false) {
    const { id: request } = asking
    terminal.print(terminal.json ? JSON.stringify({ schema: 1, request }, undefined, 2) : request)
    return exitCode.done
  }
  if (owner) terminal.log(`Handed to "${owner.command}", process ${owner.pid}.`, { level: 'debug' })
  const stop = new AbortController()
  const interrupt = () => stop.abort()
  const ends = ['SIGINT', 'SIGTERM'] as const
  for (const signal of ends) io.signals.once(signal, interrupt)
  try {
    const code = await follow(asking, terminal, stop.signal, carryOut)
    await asking.end()
    return code
  } catch (error) {
    await asking.withdraw()
    throw error
  } finally {
    for (const signal of ends) io.signals.off(signal, interrupt)
  }
}

/** Prints the answer as it comes; its standard output at its end, because another owner may have to begin it anew. */
const follow = async (
  asking: Asking,
  terminal: Terminal,
  stop: AbortSignal,
  carryOut: (request: string) => Promise<number>,
): Promise<number> => {
  const printed: string[] = []
  while (!stop.aborted) {
    const { stdout, stderr, exit, again, free } = await asking.next()
    if (again) printed.length = 0
    printed.push(...stdout)
    for (const text of stderr) terminal.io.stderr.write(text)
    if (exit !== undefined) {
      for (const text of printed) await terminal.write(text)
      return exit
    }
    const done = free ? await carryOut(asking.id).catch(ignoreFaster) : undefined
    if (done !== undefined) return done
  }
  throw interrupted()
}

const ignoreFaster = (error: unknown): undefined => {
  const isFaster = isGitDocError(error) && ['BUSY', 'REQUEST_ANSWERED'].includes(error.code)
  if (!isFaster) throw error
}

/** Variables that change what a command does. A key stays where it is, and so does what marks a run's own processes. */
const passed =
  /^(?:GIT_DOC_(?!(?:ACTIVE|RUN|PROCESS)$)\w+|GIT_(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL)|GIT_DIR|GIT_WORK_TREE|EMAIL|CI|NO_COLOR|TERM|TZ|LANG|LC_\w+)$/
const secret = /KEY|TOKEN|SECRET|PASS/

const passedOn = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment()).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && passed.test(entry[0]) && !secret.test(entry[0]),
    ),
  )

const streams = ({ stdout, stderr }: Io) => ({
  stdout: { isTTY: stdout.isTTY === true, columns: stdout.columns },
  stderr: { isTTY: stderr.isTTY === true, columns: stderr.columns },
})
