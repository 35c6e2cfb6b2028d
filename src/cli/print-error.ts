import { isGitDocError, isSystemLimit, systemLimit } from '../errors.ts'
import type { Terminal } from './terminal.ts'

/** Says what happened, to what, and what to do; the stack only when asked for (SPEC F5). */
export const printError = (raw: unknown, terminal: Terminal): void => {
  const error = isSystemLimit(raw) ? systemLimit(raw) : raw
  const message = error instanceof Error ? error.message : String(error)
  const code = isGitDocError(error) ? error.code : undefined
  const hint = isGitDocError(error) ? error.hint : undefined
  if (terminal.json) {
    terminal.print(
      JSON.stringify({ schema: 1, error: { code: code ?? 'INTERNAL', message, hint } }),
    )
  }
  const lines = [
    `git-doc: ${message}`,
    ...(hint ? [`  ${hint}`] : []),
    ...(isParserError(error) ? ['  See "git-doc --help".'] : []),
    ...(code || isParserError(error)
      ? []
      : ['  This is a mistake in git-doc. Run again with --verbose for the details to report.']),
  ]
  terminal.complain(lines.join('\n'))
  if (terminal.verbose && error instanceof Error) terminal.complain(stackOf(error))
}

const isParserError = (error: unknown): boolean =>
  error instanceof Error && error.name === 'CACError'

const stackOf = (error: Error): string =>
  error.cause instanceof Error
    ? `${error.stack}\nCaused by: ${stackOf(error.cause)}`
    : (error.stack ?? error.message)
