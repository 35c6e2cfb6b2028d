import type { ConfigEntry, Settings } from '../../ports/settings.ts'
import { keyKinds } from './keys.ts'
import { fillIn, nameOf, variablesOf } from './variables.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Every key that is in force. What was written of key and address is shown, not what the environment made of it. */
export const entriesOf = (
  settings: Settings,
  written: { readonly apiKey?: string | undefined; readonly baseUrl?: string | undefined },
  env: Environment,
  lineOf: (key: string) => number | undefined,
): ConfigEntry[] => {
  const { llm, git, state } = settings
  const values: Readonly<Record<string, ConfigEntry['value'] | undefined>> = {
    doc_files: settings.docFiles,
    ignore: settings.ignore,
    'llm.provider': llm.provider,
    'llm.api_key': shownKey(written.apiKey, env),
    'llm.model': llm.model,
    'llm.base_url': shownUrl(written.baseUrl),
    'llm.timeout': llm.timeout / 1000,
    'llm.max_retries': llm.maxRetries,
    'llm.concurrency': llm.concurrency,
    'llm.diff_tokens': llm.diffTokens,
    'llm.fallbacks': llm.fallbacks,
    new_sections: settings.newSections,
    'budget.month': settings.budget.month,
    'budget.run': settings.budget.run,
    'budget.commit': settings.budget.commit,
    prices: settings.prices,
    mappings: settings.mappings,
    docs: settings.docs,
    'git.commit_doc_updates': git.commitDocUpdates,
    'git.amend_original': git.amendOriginal,
    'git.doc_commit_message': git.docCommitMessage,
    'git.doc_commit_author': git.docCommitAuthor,
    'inference.threshold': settings.inference.threshold,
    'state.path': state.path,
  }
  return Object.keys(keyKinds).map(key => {
    const line = lineOf(key)
    const value = values[key] ?? null
    return line === undefined
      ? { key, value, source: 'default' }
      : { key, value, source: 'file', line }
  })
}

/** Settings as they may be logged or printed: the key is gone, and the query of an address. */
export const redactSettings = (settings: Settings): Settings => ({
  ...settings,
  llm: {
    ...settings.llm,
    apiKey: settings.llm.apiKey && 'set (hidden)',
    baseUrl: shownUrl(settings.llm.baseUrl),
  },
})

/** Says of a key that it is there and where it comes from, never what it is. */
const shownKey = (written: string | undefined, env: Environment): string | undefined => {
  if (!written) return undefined
  const names = variablesOf(written).map(nameOf).join(', ')
  if (!names) return 'set (hidden)'
  return 'text' in fillIn(written, env) ? `set (from ${names})` : `not set (${names})`
}

const shownUrl = (url: string | undefined): string | undefined =>
  url?.replace(/\/\/[^/]*@/, '//…@').replace(/[?#].*$/s, '?…')
