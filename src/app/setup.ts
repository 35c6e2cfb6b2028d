import { resolve } from 'node:path'
import { openRepositoryAt, type Place } from './place.ts'
import { openTools } from './tools.ts'

/** What `init` and `config` work on: the configuration's file, the tracked paths, and the baseline to record. */
export const openSetup = async (place: Place) => {
  const { cwd, config } = place
  const repository = await openRepositoryAt(cwd)
  const { configFile } = await import('../adapters/config/file.ts')
  const { providers } = await import('../adapters/config/keys.ts')
  const file = config === undefined ? undefined : resolve(cwd, config)
  const { ref, commit } = await repository.head()
  return {
    config: configFile({ root: repository.facts.root, file }, process.env),
    providers,
    tracked: async () =>
      commit === undefined ? [] : (await repository.tree(commit)).map(({ path }) => path),
    baseline:
      ref === undefined || commit === undefined
        ? undefined
        : () => recordBaseline(place, ref, commit),
    close: () => repository.close(),
  }
}

const recordBaseline = async (place: Place, ref: string, commit: string): Promise<string> => {
  const { baseline } = await import('../engine/reconcile.ts')
  const signal = new AbortController().signal
  const workshop = await openTools({
    ...place,
    command: 'init',
    signal,
    asksNobody: true,
    warn() {},
  })
  try {
    await baseline(workshop.tools.log, ref, commit)
    return commit
  } finally {
    await workshop.close()
  }
}
