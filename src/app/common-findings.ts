import { type Finding, sound } from '../ports/health.ts'
import type { Makers } from '../ports/publisher.ts'
import type { Repository, RepositoryFacts } from '../ports/repository.ts'
import type { Mapping, Settings } from '../ports/settings.ts'
import type { Thing } from '../ports/trust.ts'
import { type Place, settled, stateFolder } from './place.ts'
import { guardHooks } from './release-hooks.ts'
import { toolThingsOf } from './trust.ts'

/** What a doctor takes from the configuration, also from one that is wrong. */
export interface LoadedConfiguration {
  configuration(): Promise<readonly Finding[]>
  readonly folder: string
  /** `state.db_path`, and who makes doc commits. */
  readonly statePath: string | undefined
  readonly makers: Makers
  readonly mappings: readonly Mapping[]
  readonly tools: Settings['tools']
  /** What asking the tools would run. */
  toolThings(): Promise<readonly Thing[]>
  /** The hooks in which releases are guarded. */
  readonly guards: ReturnType<typeof guardHooks>
}

/** If the configuration cannot be loaded, that is a finding, and the default state folder applies. */
export const loadedConfiguration = async (
  repository: Repository,
  place: Place,
): Promise<LoadedConfiguration> => {
  const { root, commonDirectory } = repository.facts
  try {
    const loaded = await settled(repository, place)
    return {
      configuration: async () => configurationFindings(loaded),
      folder: loaded.folder,
      statePath: loaded.settings.state.path,
      makers: makersOf(loaded.settings),
      mappings: loaded.settings.mappings,
      tools: loaded.settings.tools,
      toolThings: () => toolThingsOf(loaded, repository.facts),
      guards: guardHooks(loaded.settings),
    }
  } catch (error) {
    return {
      configuration: () => Promise.reject(error),
      folder: stateFolder(root, commonDirectory, undefined),
      statePath: undefined,
      makers: {},
      mappings: [],
      tools: {},
      toolThings: async () => [],
      guards: [],
    }
  }
}

const makersOf = ({ git }: Settings): Makers => ({
  author: git.docCommitAuthor,
  committer: git.docCommitCommitter,
})

const configurationFindings = ({
  found,
  path,
  warnings,
}: Awaited<ReturnType<typeof settled>>): readonly Finding[] => {
  const name = 'configuration'
  if (warnings.length === 0)
    return [
      sound(name, found ? `${path} is in order.` : 'There is no file, so the defaults apply.'),
    ]
  return warnings.map(detail => ({ name, state: 'warning', code: 'CONFIG_WARNING', detail }))
}

/** Whether this Node is new enough. */
export const nodeFinding = (version: string): Finding => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return sound('node', `Node ${version}.`)
  const detail = `Node ${version} is too old.`
  const hint = 'Install Node 20.19 or later.'
  return { name: 'node', state: 'error', code: 'NODE_TOO_OLD', detail, hint }
}

/** Whether the hooks are where Git looks, and lead to a program that runs. */
export const hookFindings = async (
  { root, commonDirectory }: RepositoryFacts,
  { folder, statePath, guards }: Pick<LoadedConfiguration, 'folder' | 'statePath' | 'guards'>,
): Promise<readonly Finding[]> => {
  const { gitText } = await import('../adapters/git/command.ts')
  const { hookHealth } = await import('../adapters/hooks/health.ts')
  const gitVersion = await gitText(['version'], { cwd: root })
  const paths = { root, commonDirectory, stateFolder: folder }
  return hookHealth({ ...paths, gitVersion, statePath, guards })
}
