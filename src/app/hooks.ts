import { resolve } from 'node:path'
import type { Repository } from '../ports/repository.ts'
import { endAll } from './end-all.ts'
import { allViews, openRepositoryAt, type Place, settled } from './place.ts'
import { readableLog } from './reading.ts'
import { withGuards } from './release-hooks.ts'

/**
 * What `enable-hook` and `disable-hook` work on: the hooks, which start `program`, and the baseline for the first
 * background run.
 */
export const openHookSetup = async (place: Place, program: string) => {
  const repository = await openRepositoryAt(place.cwd)
  try {
    const { root, commonDirectory } = repository.facts
    const { settings, folder } = await settled(repository, place)
    const { gitText } = await import('../adapters/git/command.ts')
    const { openHooks } = await import('../adapters/hooks/install.ts')
    const { readJobHooks, writeJobHooks } = await import('../adapters/state/job-hooks.ts')
    const { ref, commit } = await repository.head()
    const asked = withGuards(await readJobHooks(folder), settings)
    return {
      /** What jobs asked for last, and what guards releases. */
      asked,
      /** Writes that down for the hooks, so that the first of them does its work already. */
      announce: () => writeJobHooks(folder, asked),
      hooks: openHooks({
        root,
        commonDirectory,
        stateFolder: folder,
        gitVersion: await gitText(['version'], { cwd: root }),
        launch: {
          node: process.execPath,
          cli: program,
          state: settings.state.path,
          config: absolute(place),
        },
      }),
      head: { ref, commit },
      baseline: (at: string, branch: string, dryRun = false) =>
        recordBaseline(place, folder, repository, { commit: at, ref: branch, dryRun }),
      close: () => repository.close(),
    }
  } catch (error) {
    await repository.close()
    throw error
  }
}

const absolute = ({ config, cwd }: Place): string | undefined =>
  config === undefined ? undefined : resolve(cwd, config)

/** Leaves everything up to a commit undocumented, unless the branch was read before. Returns whether it did, or would. */
const recordBaseline = async (
  place: Place,
  folder: string,
  repository: Repository,
  {
    commit,
    ref,
    dryRun,
  }: { readonly commit: string; readonly ref: string; readonly dryRun: boolean },
): Promise<boolean> => {
  const { rangeOf } = await import('../commands/commit/range.ts')
  const { allSeen, baseline } = await import('../kinds/commit/notice.ts')
  const views = await allViews()
  const copy = await readableLog(folder, views)
  try {
    if ((await allSeen(copy)).has(ref)) return false
    if (!(await rangeOf({ log: copy, repository }, {}))?.first) return false
  } finally {
    await copy.close()
  }
  if (dryRun) return true
  const closing: (() => Promise<void>)[] = []
  try {
    const { ownedLog } = await import('./owned-log.ts')
    const { log } = await ownedLog(folder, { ...place, command: 'enable-hook' }, closing)
    await baseline(log, ref, commit)
    return true
  } finally {
    await endAll(closing)
  }
}
