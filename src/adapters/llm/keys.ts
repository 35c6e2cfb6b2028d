import { modelKeyExposed } from '../../errors.ts'
import type { Provider } from '../../ports/provider.ts'
import type { ProviderName, Settings } from '../../ports/settings.ts'
import { type Environment, keyInEnvironment, presets } from './presets.ts'

/** Shorter ones are stand-ins for servers that ask for none (`test`, `ollama`) and words of any text. */
const shortest = 16

/** Every key of a provider that the settings and the environment hold, whoever is asked: none belongs into a prompt. */
export const keysAtHand = ({ apiKey }: Settings['llm'], env: Environment): readonly string[] => {
  const names = Object.keys(presets) as readonly ProviderName[]
  const keys = [apiKey?.trim(), ...names.map(name => keyInEnvironment(name, env)?.key)]
  return [...new Set(keys)].filter(
    (key): key is string => key !== undefined && key.length >= shortest,
  )
}

/**
 * A provider that gets no prompt with a key in it and gives no answer with one (SPEC G3), whichever of the providers the
 * key is for: no other part may know the keys, and what is answered goes into the log and the documents.
 */
export const withoutKeys = (provider: Provider, keys: readonly string[]): Provider => {
  const secrets = keys.filter(key => key.length >= shortest)
  const exposed = (text: string) => secrets.some(key => text.includes(key))
  return {
    ...provider,
    async draft(request, options) {
      const { system, user } = request.prompt
      if (exposed(system) || exposed(user)) throw modelKeyExposed('prompt')
      const draft = await provider.draft(request, options)
      if (exposed(draft.text)) throw modelKeyExposed('answer')
      return draft
    },
  }
}
