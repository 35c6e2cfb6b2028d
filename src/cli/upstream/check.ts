import { type CheckedSource, checkSources } from '../../commands/upstream/check.ts'
import { upstreamWorld } from '../../commands/upstream/world.ts'
import { writeManifest } from '../../kinds/upstream/manifest.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { working } from '../working.ts'
import { checkedCode, checkedJson, checkedLines } from './checked.ts'
import type { UpstreamOptions } from './options.ts'

/** Asks remotes which versions there are, or forges which deliveries; fetches nothing and updates nothing. */
export const check = async (
  args: readonly string[],
  options: UpstreamOptions,
  terminal: Terminal,
): Promise<number> =>
  options.redeliver ? redelivered(args, terminal) : asked(args, options, terminal)

/** Asks no remote: what comes of it is looked at when it arrives. */
const redelivered = async (args: readonly string[], terminal: Terminal): Promise<number> =>
  (await import('./redeliver.ts')).redeliver(args, terminal)

const asked: typeof check = async (args, options, terminal) =>
  working('upstream check', options, terminal, async tools => {
    const checked: CheckedSource[] = []
    const names = args.length > 0 ? [...new Set(args)] : undefined
    for await (const source of checkSources(names, tools)) {
      terminal.progress(`${source.name} has answered`)
      checked.push(source)
    }
    const world = await upstreamWorld(tools)
    await writeManifest(tools.log, world)
    checked.sort((one, other) => (one.name < other.name ? -1 : 1))
    if (terminal.json) terminal.print(JSON.stringify(checkedJson(checked), undefined, 2))
    else if (checked.length === 0) {
      terminal.print('No source is configured. See docs/upstream.md for [upstream.<name>].')
      return exitCode.done
    } else for (const line of checkedLines(checked, terminal)) terminal.print(line)
    return checkedCode(checked)
  })
