import { openTrustAt } from '../app/trust.ts'
import {
  type AllowWorld,
  type ListedThing,
  listThings,
  revokeThings,
  type WaitingThing,
  waitingThings,
} from '../commands/allow.ts'
import { wrongUsage } from '../errors/usage.ts'
import type { TrustSetting } from '../ports/trust.ts'
import { confirm } from './ask.ts'
import { exitCode } from './exit-code.ts'
import { thingLines } from './print-things.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

interface AllowOptions extends GlobalOptions {
  readonly list?: boolean
  readonly revoke?: boolean
}

/** Shows what the repository would have git-doc run and allows it in this clone, lists what is allowed, or takes it back. */
export const allow = async (
  names: readonly string[],
  options: AllowOptions,
  terminal: Terminal,
): Promise<number> => {
  if (options.list && options.revoke) throw wrongUsage('--list and --revoke exclude each other.')
  if (options.list && names.length > 0) throw wrongUsage('--list takes no names.')
  const here = await openTrustAt(terminal.place)
  try {
    const setting = await here.trust.setting()
    if (options.list) return printList(await listThings(here), setting, terminal)
    if (options.revoke) return printRevoked(await revokeThings(here, names), terminal)
    return await allowWaiting(here, names, setting, options, terminal)
  } finally {
    await here.close()
  }
}

const allowWaiting = async (
  here: AllowWorld & { wake(): Promise<void> },
  names: readonly string[],
  setting: TrustSetting,
  { yes }: AllowOptions,
  terminal: Terminal,
): Promise<number> => {
  const waiting = await waitingThings(here, names)
  if (!terminal.json) {
    for (const line of waiting.flatMap(thing => thingLines(thing, terminal))) terminal.print(line)
    if (!setting.asks) terminal.log(`This clone does not ask: ${setting.because}.`)
  }
  const agreed = waiting.length === 0 || yes || (await asked(waiting, terminal))
  if (agreed && waiting.length > 0) {
    await here.trust.allow(waiting)
    await here.wake()
  }
  if (terminal.json) terminal.print(JSON.stringify(outcome(waiting, agreed, setting), undefined, 2))
  if (!agreed) return refused(waiting, terminal)
  if (!terminal.json)
    terminal.print(
      waiting.length === 0
        ? 'There is nothing to allow.'
        : `Allowed in this clone: ${countOf(waiting)}.`,
    )
  return exitCode.done
}

const outcome = (things: readonly WaitingThing[], agreed: boolean, { asks }: TrustSetting) => {
  const shown = things.map(({ what, name, label, sha256, diff }) => ({
    what,
    name,
    label,
    sha256,
    diff,
  }))
  return { schema: 1, asks, allowed: agreed ? shown : [], waiting: agreed ? [] : shown }
}

const refused = (waiting: readonly WaitingThing[], terminal: Terminal): number => {
  if (terminal.interactive) {
    terminal.print('Nothing was allowed.')
    return exitCode.failed
  }
  terminal.error(
    `Nothing was allowed: ${countOf(waiting)} would be, but there is no terminal to ask in.`,
    { code: 'NOT_ALLOWED', hint: 'Add --yes to allow what is shown.' },
  )
  return exitCode.usage
}

const asked = async (waiting: readonly WaitingThing[], terminal: Terminal): Promise<boolean> =>
  terminal.interactive &&
  (await confirm(`Allow ${waiting.length > 1 ? 'these' : 'this'} in this clone?`, terminal.io))

const countOf = (things: readonly unknown[]): string =>
  `${things.length} ${things.length === 1 ? 'thing' : 'things'}`

const printList = (
  things: readonly ListedThing[],
  { asks, because, ignored }: TrustSetting,
  terminal: Terminal,
): number => {
  if (terminal.json) {
    const trust = { asks, because, ignored }
    terminal.print(JSON.stringify({ schema: 1, trust, things }, undefined, 2))
    return exitCode.done
  }
  const { colors } = terminal
  const marks = {
    allowed: colors.green('allowed    '),
    'not-allowed': colors.yellow('not allowed'),
    unused: colors.dim('unused     '),
  }
  for (const { name, state, at, sha256 } of things)
    terminal.print(`${marks[state]} ${sha256.slice(0, 8)} ${name}${at ? ` since ${at}` : ''}`)
  if (things.length === 0) terminal.print('Nothing is allowed, and nothing needs to be.')
  if (!asks) terminal.log(`This clone does not ask: ${because}.`)
  if (ignored) terminal.log(ignoredText(ignored), { level: 'warning' })
  return exitCode.done
}

const ignoredText = (file: string): string =>
  `git-doc.trust in ${file} does not count, because a pull can change that file.`

const printRevoked = (
  revoked: Awaited<ReturnType<typeof revokeThings>>,
  terminal: Terminal,
): number => {
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, revoked }, undefined, 2))
  else if (revoked.length === 0) terminal.print('Nothing was allowed.')
  else
    for (const { name, sha256 } of revoked) terminal.print(`Revoked ${sha256.slice(0, 8)} ${name}`)
  return exitCode.done
}
