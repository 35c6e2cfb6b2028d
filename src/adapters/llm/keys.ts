import { modelKeyExposed } from '../../errors/models.ts'
import type { Model } from '../../ports/model.ts'
import type { ProviderName, Settings } from '../../ports/settings.ts'
import { type Environment, keyInEnvironment, presets } from './presets.ts'

/** Characters. Shorter keys are placeholders for servers that need none (`test`, `ollama`), and ordinary words. */
const shortest = 16

/** The keys of all providers in the settings and the environment: none of them belongs in a prompt. */
export const keysAtHand = (
  { apiKey, providers }: Settings['llm'],
  env: Environment,
): readonly string[] => {
  const names = Object.keys(presets) as readonly ProviderName[]
  const tables = Object.values(providers).flatMap(table => [
    table.apiKey?.trim(),
    ...Object.values(table.headers),
  ])
  const aws = [env.AWS_SECRET_ACCESS_KEY?.trim(), env.AWS_SESSION_TOKEN?.trim()]
  const keys = [
    apiKey?.trim(),
    ...tables,
    ...aws,
    ...names.map(name => keyInEnvironment(name, env)?.key),
  ]
  return [...new Set(keys)].filter(
    (key): key is string => key !== undefined && key.length >= shortest,
  )
}

/**
 * A model that gets no prompt with a key in it and gives no answer with one (SPEC G3), whichever provider the key is
 * for: answers go into the log and the documents.
 */
export const withoutKeys = (model: Model, keys: Iterable<string>): Model => {
  const exposed = (text: string) =>
    [...keys].some(key => key.length >= shortest && text.includes(key))
  return {
    ...model,
    async complete(request, options) {
      const { system, user } = request.prompt
      if (exposed(system) || exposed(user)) throw modelKeyExposed('prompt')
      const completion = await model.complete(request, options)
      if (exposed(completion.text)) throw modelKeyExposed('answer')
      return completion
    },
  }
}
