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
  const { llm, git, state, alerts } = settings
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
    'llm.prices_file': llm.pricesFile,
    'llm.providers': shownProviders(llm.providers),
    new_sections: settings.newSections,
    'budget.month': settings.budget.month,
    'budget.run': settings.budget.run,
    'budget.commit': settings.budget.commit,
    prices: settings.prices,
    mappings: settings.mappings.map(({ code, file, section }) => ({
      code_pattern: code,
      doc_file: file,
      section,
    })),
    docs: settings.docs.map(({ neverTouch, ...rules }) => ({ ...rules, never_touch: neverTouch })),
    'git.commit_doc_updates': git.commitDocUpdates,
    'git.amend_original': git.amendOriginal,
    'git.doc_commit_message': git.docCommitMessage,
    'git.doc_commit_author': git.docCommitAuthor,
    'git.doc_commit_committer': git.docCommitCommitter,
    'git.sign_off': git.signOff,
    'git.co_authors': git.coAuthors,
    'inference.threshold': settings.inference.threshold,
    'state.db_path': state.path,
    'engine.concurrency': settings.engine.concurrency,
    'daemon.enabled': settings.daemon.enabled,
    'receipts.commits': settings.receipts.commits,
    'alerts.on': alerts.on,
    'alerts.command': alerts.command,
    'alerts.shell': alerts.shell,
    'alerts.url': shownOrigin(alerts.url),
    'alerts.secret_env': alerts.secretEnv,
    'alerts.timeout': alerts.timeout / 1000,
    upstream: settings.upstream.sources,
    pipeline: settings.pipelines,
    tools: settings.tools,
    'versions.manifest': settings.upstream.manifest,
    'versions.allow_from': settings.upstream.allowFrom,
    'jobs.dirs': settings.jobs.dirs,
    'templates.dirs': settings.templates.dirs,
    'templates.autoescape': settings.templates.autoescape,
    'templates.cache_mb': settings.templates.cacheMb,
    'packs.dirs': settings.packs.dirs,
    'packs.inputs': settings.packs.inputs,
    roles: settings.roles,
    releases: shownReleases(settings.releases),
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
  alerts: { ...settings.alerts, url: shownOrigin(settings.alerts.url) },
  releases: shownReleases(settings.releases),
  llm: {
    ...settings.llm,
    apiKey: settings.llm.apiKey && 'set (hidden)',
    baseUrl: shownUrl(settings.llm.baseUrl),
    providers: shownProviders(settings.llm.providers),
  },
})

/** Tables of providers without keys, and without what headers hold: that may be a key as well. */
const shownProviders = (providers: Settings['llm']['providers']): Settings['llm']['providers'] =>
  Object.fromEntries(
    Object.entries(providers).map(([name, table]) => [
      name,
      {
        ...table,
        apiKey: table.apiKey && 'set (hidden)',
        baseUrl: shownUrl(table.baseUrl),
        headers: Object.fromEntries(Object.keys(table.headers).map(each => [each, '(hidden)'])),
      },
    ]),
  )

/** Says of a key that it is there and where it comes from, never what it is. */
const shownKey = (written: string | undefined, env: Environment): string | undefined => {
  if (!written) return undefined
  const names = variablesOf(written).map(nameOf).join(', ')
  if (!names) return 'set (hidden)'
  return 'text' in fillIn(written, env) ? `set (from ${names})` : `not set (${names})`
}

const shownReleases = (releases: Settings['releases']): Settings['releases'] =>
  releases && { ...releases, sync: { ...releases.sync, url: shownOrigin(releases.sync.url) } }

/** The address of a webhook is often a secret itself. */
const shownOrigin = (url: string | undefined): string | undefined =>
  url === undefined || !URL.canParse(url) ? url : `${new URL(url).origin}/…`

const shownUrl = (url: string | undefined): string | undefined =>
  url?.replace(/\/\/[^/]*@/, '//…@').replace(/[?#].*$/s, '?…')
