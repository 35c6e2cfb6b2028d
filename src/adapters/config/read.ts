import { parse, TomlError } from 'smol-toml'
import type { ConfigEntry, Settings } from '../../ports/settings.ts'
import { type Fault, keyFault, urlFault } from './checks.ts'
import { type Environment, entriesOf } from './entries.ts'
import { type KeyPath, locate, type Places } from './locate.ts'
import { type Problem, problemError, problemsOf } from './problems.ts'
import { Config } from './schema.ts'
import { fillIn, nameOf, variablesOf } from './variables.ts'

/** What a configuration's text says, as far as it can be judged without the environment. */
export interface Checked {
  readonly data: Readonly<Record<string, unknown>>
  readonly places: Places
  /** With defaults; undefined if there are problems. */
  readonly config: Config | undefined
  readonly problems: readonly Problem[]
}

/** CONFIG_INVALID if the text is no TOML; everything else that is wrong with it is listed. */
export const checkConfig = (text: string, file: string): Checked => {
  const data = toml(text, file)
  const places = locate(text)
  const { success, data: config, error } = Config.safeParse(data)
  const problems = success ? [] : problemsOf(error.issues, data, path => places.near(path)?.line)
  return { data, places, config, problems }
}

export interface Reading {
  readonly settings: Settings
  readonly entries: readonly ConfigEntry[]
  readonly warnings: readonly string[]
  /** Where the key is written out, if it is. */
  readonly plainKey: Problem | undefined
}

/**
 * The settings of a configuration's text. Throws CONFIG_INVALID for all that is wrong in it; with `unset: 'warn'`, what the
 * environment or another key must still supply is a warning: enough for commands that ask no model.
 */
export const readConfig = (
  text: string,
  file: string,
  env: Environment,
  unset: 'refuse' | 'warn' = 'refuse',
): Reading => {
  const { config, places, problems } = checkConfig(text, file)
  if (!config) throw problemError(file, problems)
  const lineOf = (path: KeyPath) => places.near(path)?.line
  const { key, url, lacking } = fillInAll(config, env, lineOf)
  if (lacking.length > 0 && unset === 'refuse') throw problemError(file, lacking)
  const settings = settingsOf(config, key, url)
  return {
    settings,
    entries: entriesOf(
      settings,
      { apiKey: config.llm.api_key, baseUrl: config.llm.base_url },
      env,
      key => places.at(key.split('.'))?.line,
    ),
    warnings: lacking.map(problem => problemError(file, [problem]).message),
    plainKey: plainKey(config, lineOf),
  }
}

/** The message of smol-toml has the lines around the place in it, and they may hold a key: only its first line is used, and no cause. */
const toml = (text: string, file: string): Record<string, unknown> => {
  try {
    return parse(text, { unsafeKeyBehaviour: 'throw' })
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [message = ''] = error.message.split('\n')
    const what = `${message.replace('Invalid TOML document: ', 'no valid TOML, ')} (column ${error.column})`
    const hint = 'Texts stand in quotes, lists in brackets; https://toml.io shows the format.'
    throw problemError(file, [{ line: error.line, key: '', what, hint }])
  }
}

/** The values that the environment takes part in, and what it or another key does not supply. */
const fillInAll = (
  config: Config,
  env: Environment,
  lineOf: (path: KeyPath) => number | undefined,
) => {
  const { provider, api_key, base_url, model } = config.llm
  const lacking: Problem[] = []
  const lacks = (name: string, { what, hint }: Fault) => {
    lacking.push({ line: lineOf(['llm', name]), key: `llm.${name}`, what, hint })
  }
  const fill = (
    name: string,
    text: string | undefined,
    check: (filled: string) => Fault | undefined,
  ): string | undefined => {
    if (text === undefined) return undefined
    const filled = fillIn(text, env)
    if ('unset' in filled) {
      lacks(name, unsetFault(filled.unset))
      return undefined
    }
    const fault = check(filled.text)
    if (fault) lacks(name, fault)
    return fault ? undefined : filled.text
  }
  const key = fill('api_key', api_key, keyFault)
  const url = fill('base_url', base_url, urlFault)
  if (provider === 'compatible')
    for (const [name, value] of Object.entries({ base_url, model }))
      if (!value) lacks(name, { what: 'is missing: provider "compatible" has no default for it' })
  return { key, url, lacking }
}

const unsetFault = (unset: readonly string[]): Fault => ({
  what: `${unset.map(nameOf).join(' and ')} ${unset.length > 1 ? 'are' : 'is'} not set in the environment`,
  hint: 'Set it, or take the line out.',
})

/** A key that is written out: whether that is worth a warning depends on who can read the file. */
const plainKey = (
  { llm }: Config,
  lineOf: (path: KeyPath) => number | undefined,
): Problem | undefined =>
  llm.api_key !== undefined && variablesOf(llm.api_key).length === 0
    ? {
        line: lineOf(['llm', 'api_key']),
        key: 'llm.api_key',
        what: 'the key is in plain text',
        hint: `Take it out, replace the key where it was issued, and write "${nameOf('MY_KEY')}".`,
      }
    : undefined

const settingsOf = (
  { llm, git, budget, ...config }: Config,
  apiKey: string | undefined,
  baseUrl: string | undefined,
): Settings => ({
  llm: {
    provider: llm.provider,
    apiKey,
    model: llm.model,
    baseUrl,
    timeout: Math.max(1, Math.round(llm.timeout * 1000)),
    maxRetries: llm.max_retries,
    concurrency: llm.concurrency,
    diffTokens: llm.diff_tokens,
    fallbacks: llm.fallbacks,
  },
  budget: { month: budget.month, run: budget.run, commit: budget.commit },
  prices: config.prices,
  docFiles: config.doc_files,
  mappings: config.mappings,
  docs: config.docs.map(({ never_touch: neverTouch, ...rules }) => ({ ...rules, neverTouch })),
  newSections: config.new_sections,
  ignore: config.ignore,
  git: {
    commitDocUpdates: git.commit_doc_updates,
    amendOriginal: git.amend_original,
    docCommitMessage: git.doc_commit_message,
    docCommitAuthor: git.doc_commit_author,
  },
  inference: config.inference,
  state: { path: config.state.path },
})
