import colors from 'picocolors'

/** Where a command's words go, and how loud it may be. */
export interface Terminal {
  readonly quiet: boolean
  readonly verbose: boolean
  readonly json: boolean
  /** A person is there to be asked. */
  readonly interactive: boolean
  readonly colors: ReturnType<typeof colors.createColors>
  /** The answer itself, on standard output. */
  print(line?: string): void
  /** What a person may want to know beside it, on standard error; nothing when quiet. */
  say(line: string): void
  /** What went wrong, on standard error, however quiet. */
  complain(text: string): void
  /** A line that the next one replaces, on a terminal only. */
  progress(line: string): void
}

export interface GlobalOptions {
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly json?: boolean
  readonly color?: boolean
  readonly config?: string
  readonly yes?: boolean
}

/** The terminal this process has. */
export const openTerminal = (options: GlobalOptions): Terminal => {
  const quiet = options.quiet ?? false
  const json = options.json ?? false
  const live = process.stderr.isTTY === true && !quiet && !json && !process.env.CI
  let shown = false
  const clear = () => {
    if (shown) process.stderr.write('\r\x1b[2K')
    shown = false
  }
  return {
    quiet,
    json,
    verbose: options.verbose ?? false,
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true && !json,
    colors: colors.createColors(
      options.color !== false && colors.isColorSupported && process.stdout.isTTY === true,
    ),
    print(line = '') {
      clear()
      process.stdout.write(`${line}\n`)
    },
    say(line) {
      if (quiet) return
      clear()
      process.stderr.write(`${line}\n`)
    },
    complain(text) {
      clear()
      process.stderr.write(`${text}\n`)
    },
    progress(line) {
      if (!live) return
      clear()
      process.stderr.write(line.slice(0, (process.stderr.columns ?? 80) - 1))
      shown = true
    },
  }
}
