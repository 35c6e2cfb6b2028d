import { runName } from '../../engine/run-name.ts'
import type { Version } from '../../events/upstream.ts'
import type { UpstreamSource } from '../../ports/settings.ts'
import { installed } from '../../projections/upstream/installed.ts'
import { type TaggedVersion, versionInText } from '../../upstream/versions.ts'
import { type CommandWorld, runSourceCommand } from './run-command.ts'
import type { World } from './world.ts'

type CurrentWorld = CommandWorld & Pick<World, 'log' | 'tools' | 'notAllowed'>

/** What is installed of a source; `unknown` says that only a command could tell, and that it may not run. */
export interface Current {
  readonly version: Version | undefined
  readonly unknown?: 'not-allowed' | 'failed' | undefined
}

/**
 * What is installed of a source: the version of the last update that is in force, or what its command says, or what is checked out. A
 * commit that one of the tags names is that version.
 */
export const currentOf = async (
  name: string,
  source: UpstreamSource,
  versions: readonly TaggedVersion[],
  world: CurrentWorld,
): Promise<Current> => {
  const row = await world.log.row(installed, name)
  if (row?.version) return { version: row.version }
  if (source.commands.current !== undefined) {
    if ((await world.notAllowed(name)).length > 0)
      return { version: undefined, unknown: 'not-allowed' }
    const run = runName('source', name)
    const { state, text } = await runSourceCommand({ run, name, source, step: 'current' }, world)
    const version = state === 'done' ? versionInText(text) : undefined
    if (version === undefined) return { version, unknown: 'failed' }
    return { version: named(version, versions) }
  }
  const commit = source.path === undefined ? undefined : await world.tools.checkedOut(source.path)
  return { version: commit === undefined ? undefined : named(commit, versions) }
}

/** A version or a commit, with what the tags say of it. */
const named = (text: string, versions: readonly TaggedVersion[]): Version => {
  const found = versions.findLast(({ version, tag, commit }) =>
    [version, tag, commit].includes(text),
  )
  if (found) return { version: found.version, tag: found.tag, commit: found.commit }
  return { version: text, ...(/^[0-9a-f]{40,64}$/.test(text) && { commit: text }) }
}
