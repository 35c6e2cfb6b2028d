import type { Environment } from './presets.ts'
import { presets } from './presets.ts'

/** The names of the models that Ollama has; undefined if it does not answer soon. Nothing is sent but the question. */
export const ollamaModels = async (
  env: Environment,
  milliseconds = 800,
): Promise<readonly string[] | undefined> => {
  try {
    const answer = await fetch(`${presets.ollama.baseUrl(env)}/api/tags`, {
      signal: AbortSignal.timeout(milliseconds),
    })
    const { models } = (await answer.json()) as { models?: readonly { name?: unknown }[] }
    return models?.flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
  } catch {
    return undefined
  }
}
