import { redeliveries } from '../../app/redeliveries.ts'
import type { Redelivered } from '../../commands/upstream/redeliver.ts'
import { GitDocError } from '../../errors/error.ts'
import { exitCode, exitCodeOf } from '../exit-code.ts'
import { permitThings } from '../permit-things.ts'
import type { Terminal } from '../terminal.ts'
import { printJson } from './options.ts'

/** Has forges send again what is on their lists of deliveries and never came here. Takes no lock: whoever listens goes on listening. */
export const redeliver = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  const names = args.length > 0 ? [...new Set(args)] : undefined
  await permitThings(terminal, here => here.hooksNotAllowed(names))
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    terminal.io.signals.once(signal, () => stop.abort())
  const { answers, isHeard } = await redeliveries(terminal.place, names, stop.signal)
  if (terminal.json) printJson(terminal, { redelivered: answers.map(shown) })
  else if (answers.length === 0)
    terminal.print('No source has a webhook to ask about. See docs/upstream.md for its `hook`.')
  else for (const line of answers.flatMap(lines)) terminal.print(line)
  if (!isHeard && answers.some(({ asked }) => asked.length > 0))
    terminal.log('Nobody listens here now. Start "git-doc upstream serve", then run this again.', {
      level: 'warning',
    })
  const [failure] = answers.flatMap(({ failure: each }) => each ?? [])
  return failure ? exitCodeOf(new GitDocError(failure.code, failure.message)) : exitCode.done
}

const shown = ({ failure, ...answer }: Redelivered) => ({
  ...answer,
  ...(failure && { error: { code: failure.code, message: failure.message } }),
})

const lines = ({ name, listed, missing, asked, unnamed, failure }: Redelivered): string[] => [
  `${name}: ${listed} ${listed === 1 ? 'delivery' : 'deliveries'} on the list, ${missing.length} never came, ${asked.length} asked for again`,
  ...(unnamed > 0 ? [`${name}: ${unnamed} would come with another id, and are left alone`] : []),
  ...[failure?.message, failure?.hint].flatMap(text => (text ? [`${name}: ${text}`] : [])),
]
