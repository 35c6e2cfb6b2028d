import { once } from 'node:events'
import colors from 'picocolors'
import type { Place } from '../app/place.ts'
import type { Io } from './io.ts'
import { type Details, type Level, logLine, type Message } from './message.ts'

/** Where a command runs, and what it may print where. */
export interface Terminal {
  /** Runs another command in this process. */
  readonly main: (argv: readonly string[], io: Io) => Promise<number>
  readonly io: Io
  readonly place: Place
  readonly quiet: boolean
  readonly verbose: boolean
  readonly json: boolean
  /** Messages on standard error are JSON, one a line. */
  readonly logsJson: boolean
  /** There is a person who can be asked. */
  readonly interactive: boolean
  readonly colors: ReturnType<typeof colors.createColors>
  /** A line of the answer, on standard output. */
  print(line?: string): void
  /** Text of any length, on standard output; resolves when there is room for more. */
  write(text: string): Promise<void>
  /** A message on standard error; `--quiet` hides it. */
  log(message: string, details?: Details & { readonly level?: Exclude<Level, 'error'> }): void
  /** An error on standard error, also with `--quiet`; `hint` says what to do. */
  error(message: string, details?: Details & { readonly hint?: string | undefined }): void
  /** A line that the next one replaces, if standard error is a terminal. A sign before it moves as long as it is there. */
  progress(line: string): void
  /** Takes that line away, before somebody else writes to the terminal. */
  clear(): void
}

export interface GlobalOptions {
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly json?: boolean
  readonly color?: boolean
  readonly config?: string
  readonly yes?: boolean
  readonly by?: string
  readonly reason?: string
  readonly log?: string
}

/** The terminal of one command; `component` is the command's name, as log lines have it. */
export const openTerminal = (
  options: GlobalOptions,
  io: Io,
  component: string,
  main: Terminal['main'],
): Terminal => {
  const { stdout, stderr, env, cwd } = io
  const { quiet = false, verbose = false, json = false } = options
  const logsJson = options.log === 'json'
  const live =
    stderr.isTTY === true && !quiet && !json && !logsJson && !env.CI && env.TERM !== 'dumb'
  const { show, clear } = movingLine(stderr)
  const say = (message: Message, hint?: string): void => {
    if (quiet && message.level !== 'error') return
    if (!logsJson && !verbose && message.level === 'debug') return
    clear()
    const line = logsJson ? logLine(message, component, new Date()) : textOf(message, hint)
    stderr.write(`${line}\n`)
  }
  return {
    main,
    io,
    place: { cwd, config: options.config, owned: io.owned, request: io.request },
    quiet,
    json,
    logsJson,
    verbose,
    get interactive() {
      return io.stdin.isTTY === true && stderr.isTTY === true && !json
    },
    colors: colors.createColors(
      options.color !== false && stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    ),
    print(line = '') {
      clear()
      stdout.write(`${line}\n`)
    },
    async write(text) {
      clear()
      if (!stdout.write(text)) await once(stdout, 'drain')
    },
    log: (message, { level = 'info', ...details } = {}) => say({ level, message, ...details }),
    error: (message, { hint, data, ...details } = {}) =>
      say({ level: 'error', message, ...details, data: hint ? { hint, ...data } : data }, hint),
    progress(line) {
      if (live) show(line)
    },
    clear,
  }
}

/** In a row they turn; they are in every character set. */
const turning = ['|', '/', '-', '\\']

/** A line at the bottom that shows that work goes on, also while there is nothing new to say. */
const movingLine = (stderr: Io['stderr']) => {
  let line: string | undefined
  let timer: NodeJS.Timeout | undefined
  let turn = 0
  const draw = () => {
    turn += 1
    const sign = turning[turn % turning.length]
    stderr.write(`\r\x1b[2K${`${sign} ${line}`.slice(0, (stderr.columns ?? 80) - 1)}`)
  }
  return {
    show(next: string) {
      line = next
      draw()
      timer ??= setInterval(draw, 100).unref()
    },
    clear() {
      clearInterval(timer)
      timer = undefined
      if (line !== undefined) stderr.write('\r\x1b[2K')
      line = undefined
    },
  }
}

/** Errors and warnings begin with the name of the program, because other programs print to the same place. */
const textOf = ({ level, message }: Message, hint: string | undefined): string => {
  const line = level === 'error' || level === 'warning' ? `git-doc: ${message}` : message
  return hint ? `${line}\n  ${hint}` : line
}
