import { parse, TomlError } from 'smol-toml'
import type { ConfigEntry, Settings } from '../../ports/settings.ts'
import { type Fault, keyFault, urlFault } from './checks.ts'
import { type Environment, entriesOf } from './entries.ts'
import { defaultSettings } from './keys.ts'
import { type KeyPath, locate, type Places } from './locate.ts'
import { pipelinesOf } from './pipeline-tables.ts'
import { type Problem, problemError, problemsOf } from './problems.ts'
import { providersOf } from './provider-tables.ts'
import { releasesOf } from './release-settings.ts'
import { Config } from './schema.ts'
import { toolsOf } from './tool-tables.ts'
import { upstreamOf } from './upstream-tables.ts'
import { fillIn, nameOf, shownName, variablesOf } from './variables.ts'

/** What a configuration's text says, as far as it can be judged without the environment. */
export interface Checked {
  readonly data: Readonly<Record<string, unknown>>
  readonly places: Places
  /** With defaults; undefined if there are problems. */
  readonly config: Config | undefined
  readonly problems: readonly Problem[]
}

/** CONFIG_INVALID if the text is not TOML; everything else that is wrong with it is listed. */
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
 * The settings of a configuration's text. CONFIG_INVALID names all that is wrong in it. What the environment or another key
 * must still supply is a warning: only asking a model needs it.
 */
export const readConfig = (text: string, file: string, env: Environment): Reading => {
  const { config, places, problems } = checkConfig(text, file)
  if (!config) throw problemError(file, problems)
  const lineOf = (path: KeyPath) => places.near(path)?.line
  const { lacking, ...filled } = fillInAll(config, env, lineOf)
  const settings = settingsOf(config, filled, env)
  return {
    settings,
    entries: entriesOf(
      settings,
      { apiKey: config.llm.api_key, baseUrl: config.llm.base_url },
      env,
      key => places.at(writtenAt(key, places))?.line,
    ),
    warnings: lacking.map(problem => problemError(file, [problem]).message),
    plainKey: plainKey(config, lineOf),
  }
}

/** Where a file has a key: `doc_files` may also stand below `[llm]`. */
export const writtenAt = (key: string, places: Places): readonly string[] => {
  const below = ['llm', key]
  return key === 'doc_files' && places.at(below) ? below : key.split('.')
}

/** The message of smol-toml has the lines around the place in it, and they may hold a key: only its first line is used, and no cause. */
const toml = (text: string, file: string): Record<string, unknown> => {
  try {
    return parse(text, { unsafeKeyBehaviour: 'throw' })
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [message = ''] = error.message.split('\n')
    const what = `${message.replace('Invalid TOML document: ', 'not valid TOML, ')} (column ${error.column})`
    const hint = 'Put texts in quotes and lists in brackets; https://toml.io shows the format.'
    throw problemError(file, [{ line: error.line, key: '', what, hint }])
  }
}

/** The values that come from the environment, the variables that supply nothing usable, and what is missing as problems. */
const fillInAll = (
  config: Config,
  env: Environment,
  lineOf: (path: KeyPath) => number | undefined,
) => {
  const { provider, api_key, base_url, model, providers } = config.llm
  const lacking: Problem[] = []
  const unset: string[] = []
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
    const fault = 'unset' in filled ? unsetFault(filled.unset) : check(filled.text)
    if (!fault && 'text' in filled) return filled.text
    unset.push(...('unset' in filled ? filled.unset : variablesOf(text)))
    if (fault) lacks(name, fault)
    return undefined
  }
  const key = fill('api_key', api_key, keyFault)
  const url = fill('base_url', base_url, urlFault)
  if (provider === 'compatible' && !providers.compatible)
    for (const [name, value] of Object.entries({ base_url, model }))
      if (!value) lacks(name, { what: 'is missing: provider "compatible" has no default for it' })
  return { apiKey: key, baseUrl: url, unset: [...new Set(unset.map(shownName))], lacking }
}

const unsetFault = (unset: readonly string[]): Fault => ({
  what: `${unset.map(nameOf).join(' and ')} ${unset.length > 1 ? 'are' : 'is'} not set in the environment`,
  hint: 'Set it, or remove the line.',
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
        hint: `Remove it, replace the key where it was issued, and write "${nameOf('MY_KEY')}".`,
      }
    : undefined

const settingsOf = (
  { llm, git, budget, ...config }: Config,
  filled: Pick<Settings['llm'], 'apiKey' | 'baseUrl' | 'unset'>,
  env: Environment,
): Settings => ({
  llm: {
    provider: llm.provider,
    ...filled,
    model: llm.model,
    timeout: Math.max(1, Math.round(llm.timeout * 1000)),
    maxRetries: llm.max_retries,
    concurrency: llm.concurrency,
    diffTokens: llm.diff_tokens,
    fallbacks: llm.fallbacks,
    pricesFile: llm.prices_file,
    providers: providersOf(llm.providers, env),
  },
  budget: { month: budget.month, run: budget.run, commit: budget.commit },
  prices: config.prices,
  docFiles: config.doc_files ?? llm.doc_files ?? defaultSettings.docFiles,
  mappings: config.mappings.map(({ code_pattern: code, doc_file: file, section }) => ({
    code,
    file,
    section,
  })),
  docs: config.docs.map(({ never_touch: neverTouch, ...rules }) => ({ ...rules, neverTouch })),
  newSections: config.new_sections,
  ignore: config.ignore,
  git: {
    commitDocUpdates: git.commit_doc_updates,
    amendOriginal: git.amend_original,
    docCommitMessage: git.doc_commit_message,
    docCommitAuthor: git.doc_commit_author,
    docCommitCommitter: git.doc_commit_committer,
    signOff: git.sign_off,
    coAuthors: git.co_authors,
  },
  inference: config.inference,
  state: { path: config.state.db_path },
  engine: config.engine,
  daemon: config.daemon,
  receipts: config.receipts,
  alerts: {
    on: config.alerts.on,
    command: config.alerts.command,
    shell: config.alerts.shell,
    url: config.alerts.url,
    secretEnv: config.alerts.secret_env,
    timeout: Math.round(config.alerts.timeout * 1000),
  },
  upstream: upstreamOf(config),
  pipelines: pipelinesOf(config.pipeline),
  tools: toolsOf(config.tools),
  jobs: config.jobs,
  templates: {
    dirs: config.templates.dirs,
    autoescape: config.templates.autoescape,
    cacheMb: config.templates.cache_mb,
  },
  packs: config.packs,
  roles: config.roles,
  releases: releasesOf(config.releases),
})
