import { openSession } from '../app/session.ts'
import { sample } from '../commands/commit/sample.ts'
import { interrupted } from '../errors/error.ts'
import type { Preview } from '../kinds/commit/preview.ts'
import type { Terminal } from './terminal.ts'
import { wrapped } from './wrapped.ts'

/** How many commits are looked at, and for how many milliseconds at most. */
const limits = { commits: 50, milliseconds: 15_000 }

/** Prints what git-doc would have done with the newest commits, with three of them. It asks no model. */
export const showSample = async (terminal: Terminal): Promise<void> => {
  const stop = new AbortController()
  const { signals, stdout } = terminal.io
  const interrupt = () => stop.abort(interrupted())
  signals.once('SIGINT', interrupt)
  const session = await openSession({
    ...terminal.place,
    command: 'init',
    signal: stop.signal,
    readOnly: true,
    warn: () => {},
  })
  const begun = performance.now()
  try {
    const { commits, documented } = await sample(session.tools, {
      most: limits.commits,
      enough: () => stop.signal.aborted || performance.now() - begun > limits.milliseconds,
      onCommit: (index, of) => terminal.progress(`looking at commit ${index} of ${of}`),
    })
    if (commits === 0) return
    const columns = Math.min(stdout.columns ?? 80, 100)
    terminal.print()
    terminal.print(wrapped(sentence(commits, documented.length), columns))
    for (const plan of documented.slice(0, 3))
      for (const line of linesOf(plan)) terminal.print(line)
    terminal.print()
    terminal.print('Next: git-doc update --dry-run')
  } finally {
    await session.close()
    signals.off('SIGINT', interrupt)
  }
}

const sentence = (commits: number, documented: number): string => {
  const last = commits === 1 ? 'Of your last commit' : `Of your last ${commits} commits`
  if (documented === 0) return `${last} none would be documented.`
  const which = documented > 3 ? ', for example:' : ':'
  return `${last} ${documented} would be documented${which}`
}

const linesOf = ({ commit, subject, targets }: Preview): readonly string[] => [
  `  ${commit.slice(0, 8)} ${subject}`,
  ...targets
    .filter(({ state }) => state !== 'failed' && state !== 'unchanged' && state !== 'skipped')
    .map(({ file, section }) => `    ${file}: ${section}`),
]
