import { resolve } from 'node:path'
import { allowChanged } from '../commands/allow-changed.ts'
import type { KnownModels } from '../commands/init-world.ts'
import type { RepositoryFacts } from '../ports/repository.ts'
import type { ProviderName } from '../ports/settings.ts'
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
  const tracked = async () =>
    commit === undefined ? [] : (await repository.tree(commit)).map(({ path }) => path)
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
    models: await knownModels(),
    tracked,
    /** What a person is told before the first question. */
    async found() {
      const { generatorsIn } = await import('../documentation/generators.ts')
      const to = commit ?? []
      return {
        generators: generatorsIn(await tracked()),
        commits: (await repository.commits({ from: [], to })).length,
      }
    },
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

const knownModels = async (): Promise<KnownModels> => {
  const { presets } = await import('../adapters/llm/presets.ts')
  const { priceOf } = await import('../adapters/llm/prices.ts')
  const preset = (provider: ProviderName) =>
    provider === 'offline' ? undefined : presets[provider]
  return {
    usual: provider => preset(provider)?.model,
    needsAddress: provider => {
      const known = preset(provider)
      return known !== undefined && known.baseUrl(environment()) === undefined
    },
    variables: provider => preset(provider)?.variables ?? [],
    costs(provider, model) {
      const price = priceOf({ name: provider, kind: provider, model })
      return price !== undefined && price.input + price.output > 0
    },
    local: async () =>
      (await import('../adapters/llm/ollama-models.ts')).ollamaModels(environment()),
  }
}

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
