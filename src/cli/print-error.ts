import { isGitDocError } from '../errors/error.ts'
import { isSystemLimit, systemLimit } from '../errors/system.ts'
import type { Terminal } from './terminal.ts'

/** Prints what happened, to what, and what to do; the stack only with `--verbose` (SPEC F5). */
export const printError = (raw: unknown, terminal: Terminal): void => {
  const error = isSystemLimit(raw) ? systemLimit(raw) : raw
  const message = error instanceof Error ? error.message : String(error)
  const { code, hint } = isGitDocError(error) ? error : bug
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, error: { code, message, hint } }))
  const stack = terminal.verbose && error instanceof Error ? stackOf(error) : undefined
  terminal.error(message, {
    code,
    hint: stack === undefined ? hint : [hint, stack].filter(Boolean).join('\n'),
  })
}

const bug = {
  code: 'INTERNAL',
  hint: 'This is a bug in git-doc. Run it again with --verbose, and report what it prints.',
}

const stackOf = (error: Error): string =>
  error.cause instanceof Error
    ? `${error.stack}\nCaused by: ${stackOf(error.cause)}`
    : (error.stack ?? error.message)
