import { resolve } from 'node:path'
import { allowChanged } from '../commands/allow-changed.ts'
import type { RepositoryFacts } from '../ports/repository.ts'
import { environment, now, openRepositoryAt, type Place, settled } from './place.ts'
import { configuredThings } from './trust.ts'

/** What `init` and `config` work on: the configuration file, the tracked paths, and the baseline to record. */
export const openSetup = async (place: Place) => {
  const { cwd, config } = place
  const repository = await openRepositoryAt(cwd)
  const { configFile } = await import('../adapters/config/file.ts')
  const { providers } = await import('../adapters/config/keys.ts')
  const file = config === undefined ? undefined : resolve(cwd, config)
  const { ref, commit } = await repository.head()
  const { facts } = repository
  const written = configFile({ root: facts.root, file }, environment())
  const things = async () => configuredThings(await settled(repository, place), facts)
  return {
    config: {
      ...written,
      /** What a person writes themselves is allowed. */
      async create(choice: Parameters<typeof written.create>[0]) {
        await written.create(choice)
        await (await trustOf(facts)).allow(await things())
      },
      async set(key: string, value: string | readonly string[]) {
        const before = await things().catch(() => [])
        const made = await written.set(key, value)
        await allowChanged(await trustOf(facts), before, await things())
        return made
      },
    },
    providers,
    tracked: async () =>
      commit === undefined ? [] : (await repository.tree(commit)).map(({ path }) => path),
    baseline:
      ref === undefined || commit === undefined
        ? undefined
        : { commit, record: () => recordBaseline(place, ref, commit) },
    close: () => repository.close(),
  }
}

/** The JSON Schema of the configuration; it needs no repository. */
export const configSchema = async (): Promise<object> =>
  (await import('../adapters/config/schema.ts')).configJsonSchema()

/** Only what writes the configuration needs it. */
const trustOf = async (facts: RepositoryFacts) =>
  (await import('../adapters/state/trust.ts')).openTrust(facts, now)

const recordBaseline = async (place: Place, ref: string, commit: string): Promise<void> => {
  const { baseline } = await import('../kinds/commit/notice.ts')
  const { openOwnLog } = await import('./owned-log.ts')
  const { log, close } = await openOwnLog(place, 'init')
  try {
    await baseline(log, ref, commit)
  } finally {
    await close()
  }
}
