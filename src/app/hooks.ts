import { resolve } from 'node:path'
import type { Repository } from '../ports/repository.ts'
import { endAll } from './end-all.ts'
import { allViews, openRepositoryAt, type Place, settled } from './place.ts'
import { readableLog } from './reading.ts'
import { ownedLog } from './tools.ts'

/** What `enable-hook` and `disable-hook` work on: the hooks, and the baseline that the first run in the background needs. */
export const openHookSetup = async (place: Place) => {
  const repository = await openRepositoryAt(place.cwd)
  try {
    const { root, commonDirectory } = repository.facts
    const { settings, folder } = await settled(repository, place, 'warn')
    const { gitText } = await import('../adapters/git/command.ts')
    const { openHooks } = await import('../adapters/hooks/install.ts')
    const { ref, commit } = await repository.head()
    const [node, cli = ''] = [process.execPath, process.argv[1]]
    return {
      hooks: openHooks({
        root,
        commonDirectory,
        stateFolder: folder,
        gitVersion: await gitText(['version'], { cwd: root }),
        launch: { node, cli, state: settings.state.path, config: absolute(place) },
      }),
      head: { ref, commit },
      baseline: (at: string, branch: string) => recordBaseline(folder, repository, at, branch),
      close: () => repository.close(),
    }
  } catch (error) {
    await repository.close()
    throw error
  }
}

const absolute = ({ config, cwd }: Place): string | undefined =>
  config === undefined ? undefined : resolve(cwd, config)

/** Leaves everything up to a commit as it is, unless some of it was looked at before; whether it did. */
const recordBaseline = async (
  folder: string,
  repository: Repository,
  commit: string,
  ref: string,
): Promise<boolean> => {
  const { rangeOf } = await import('../commands/range.ts')
  const { allSeen, baseline } = await import('../engine/reconcile.ts')
  const views = await allViews()
  const copy = await readableLog(folder, views)
  try {
    if ((await allSeen(copy)).has(ref)) return false
    if (!(await rangeOf({ log: copy, repository }, {}))?.first) return false
  } finally {
    await copy.close()
  }
  const closing: (() => Promise<void>)[] = []
  try {
    const { log } = await ownedLog(folder, views, { command: 'enable-hook' }, closing)
    await baseline(log, ref, commit)
    return true
  } finally {
    await endAll(closing)
  }
}
