import { type Check, type Diagnosis, doctor } from '../commands/doctor.ts'
import { notAllowed } from '../errors/trust.ts'
import { lookAtTools } from '../kinds/pipeline/tool-health.ts'
import { type Finding, sound } from '../ports/health.ts'
import type { Repository } from '../ports/repository.ts'
import {
  hookFindings,
  type LoadedConfiguration,
  loadedConfiguration,
  nodeFinding,
} from './common-findings.ts'
import { now, openRepositoryAt, type Place } from './place.ts'

/** What `doctor --tools` found, and what it made. */
export interface ToolExamination extends Diagnosis {
  /** Missing unless that was asked for. */
  readonly prepared?: readonly string[] | undefined
}

interface ToolOptions {
  readonly prepare: boolean
  readonly signal: AbortSignal
}

/**
 * Looks at what work in this repository needs: Git, Node, the tools that the configuration names, folders, hooks, caches. It takes no lock,
 * opens no log and sends nothing; without `prepare` it changes nothing. NOT_A_REPOSITORY.
 */
export const examineTools = async (
  place: Place,
  { prepare, signal }: ToolOptions,
): Promise<ToolExamination> => {
  const repository = await openRepositoryAt(place.cwd)
  try {
    const { facts } = repository
    const here = await loadedConfiguration(repository, place)
    const [git, folders] = await Promise.all([
      import('../adapters/git/health.ts'),
      import('../adapters/state/folder-health.ts'),
    ])
    const paths = { ...facts, folder: here.folder }
    const prepared = prepare ? await folders.prepareFolders(paths) : undefined
    const checks: readonly Check[] = [
      { name: 'git', look: () => git.gitHealth(facts.root) },
      { name: 'node', look: async () => [nodeFinding(process.versions.node)] },
      { name: 'configuration', look: here.configuration },
      { name: 'tools', look: () => toolFindings(here, repository, signal) },
      { name: 'folders', look: () => folders.folderHealth(paths) },
      { name: 'caches', look: () => folders.cacheHealth(paths) },
      { name: 'hooks', look: () => hookFindings(facts, here) },
    ]
    const diagnosis = await doctor(checks)
    return { ...diagnosis, ...(prepared && { prepared }) }
  } finally {
    await repository.close()
  }
}

/** Nothing of the repository's runs that nobody allowed; what was not asked is named. */
const toolFindings = async (
  { tools, toolThings }: LoadedConfiguration,
  { facts }: Repository,
  signal: AbortSignal,
): Promise<readonly Finding[]> => {
  const name = 'tools'
  if (Object.keys(tools).length === 0) return [sound(name, 'The configuration names none.')]
  const [{ openTrust }, { openProcesses }, { withTemporaryFolder }] = await Promise.all([
    import('../adapters/state/trust.ts'),
    import('../adapters/process/runner.ts'),
    import('../adapters/state/folder-health.ts'),
  ])
  const things = await openTrust(facts, now).notAllowed(await toolThings())
  if (things.length > 0) {
    const { code, message: detail, hint } = notAllowed(things)
    return [{ name, state: 'warning', code, detail, hint }]
  }
  // What runs is noted in a folder that can be written, wherever the repository is.
  return withTemporaryFolder(folder =>
    lookAtTools(tools, {
      processes: openProcesses(folder),
      run: 'doctor/tools',
      root: facts.root,
      signal,
    }),
  )
}
