import type { GateBudget } from '../../ports/pipeline-settings.ts'
import type { ProviderName, Settings, UpstreamSource } from '../../ports/settings.ts'

export const providers = [
  'offline',
  'openai',
  'anthropic',
  'google',
  'groq',
  'ollama',
  'azure',
  'bedrock',
  'compatible',
] as const satisfies readonly ProviderName[]

/** How a key is written on a command line: one word, or a list of them. */
export type KeyKind = 'text' | 'number' | 'switch' | 'list' | 'tables'

/** Every key, in the order people read them. The schema has the same ones (a test compares them). */
export const keyKinds: Readonly<Record<string, KeyKind>> = {
  doc_files: 'list',
  ignore: 'list',
  'llm.provider': 'text',
  'llm.api_key': 'text',
  'llm.model': 'text',
  'llm.base_url': 'text',
  'llm.timeout': 'number',
  'llm.max_retries': 'number',
  'llm.concurrency': 'number',
  'llm.diff_tokens': 'number',
  'llm.fallbacks': 'list',
  'llm.prices_file': 'text',
  'llm.providers': 'tables',
  new_sections: 'switch',
  'budget.month': 'number',
  'budget.run': 'number',
  'budget.commit': 'number',
  prices: 'tables',
  mappings: 'tables',
  docs: 'tables',
  'git.commit_doc_updates': 'switch',
  'git.amend_original': 'switch',
  'git.doc_commit_message': 'text',
  'git.doc_commit_author': 'text',
  'git.doc_commit_committer': 'text',
  'git.sign_off': 'switch',
  'git.co_authors': 'list',
  'inference.threshold': 'number',
  'state.db_path': 'text',
  'engine.concurrency': 'number',
  'daemon.enabled': 'switch',
  'receipts.commits': 'switch',
  'alerts.on': 'list',
  'alerts.command': 'list',
  'alerts.shell': 'switch',
  'alerts.url': 'text',
  'alerts.secret_env': 'text',
  'alerts.timeout': 'number',
  upstream: 'tables',
  pipeline: 'tables',
  tools: 'tables',
  'versions.manifest': 'text',
  'versions.allow_from': 'list',
  'jobs.dirs': 'list',
  'templates.dirs': 'list',
  'templates.autoescape': 'switch',
  'templates.cache_mb': 'number',
  'packs.dirs': 'list',
  'packs.inputs': 'tables',
  roles: 'tables',
  releases: 'tables',
}

/** Where people keep each provider's key; the first one that is set counts. */
export const keyVariables: Readonly<Record<ProviderName, readonly string[]>> = {
  offline: [],
  openai: ['OPENAI_API_KEY'],
  anthropic: ['ANTHROPIC_API_KEY'],
  google: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  groq: ['GROQ_API_KEY'],
  ollama: [],
  // They need an address as well, so a key alone proposes neither.
  azure: [],
  bedrock: [],
  compatible: [],
}

/** Documents about the past or the law, not about the code, by their names without extension. */
const untouchedAnywhere = ['CHANGELOG', 'LICENSE', 'LICENCE', 'COPYING', 'CODE_OF_CONDUCT']
/** The same at the top only: `docs/history.md` may well describe a feature. */
const untouchedAtTop = [
  'CHANGES',
  'HISTORY',
  'NEWS',
  'RELEASES',
  'NOTICE',
  'AUTHORS',
  'CONTRIBUTORS',
]

/** Whether a path is a changelog's, a licence's or the like: `CHANGELOG.md`, `docs/LICENSE-MIT.md`. */
export const isUntouched = (path: string): boolean => {
  const words = path.includes('/') ? untouchedAnywhere : [...untouchedAnywhere, ...untouchedAtTop]
  const name = path.slice(path.lastIndexOf('/') + 1)
  return words.some(word => new RegExp(`^${word}(?:-.*)?\\.\\w+$`, 'i').test(name))
}

const spelled = (words: readonly string[]): string =>
  `{${words.flatMap(word => [word, word[0] + word.slice(1).toLowerCase(), word.toLowerCase()])}}`

/** How far a gate may go that has no budget of its own: half an hour, and 256 MiB of output. */
export const defaultBudget: GateBudget = { ms: 1_800_000, output: 256 * 1024 * 1024 }

/** What is in force where a table of `[upstream]` says nothing. */
export const defaultSource: Omit<UpstreamSource, 'repo'> = {
  remotes: [],
  strategy: 'tags',
  tagPrefix: '',
  prerelease: false,
  artifact: [],
  commit: [],
  commands: {},
  shell: false,
  env: [],
  policy: { major: 'approve', minor: 'auto', patch: 'auto', commits: 'auto' },
  timeout: 1_800_000,
  reloadTimeout: 60_000,
  healthTimeout: 60_000,
}

/** What is in force where `.git-doc/config.toml` says nothing. In a list of globs, `!glob` excludes. */
export const defaultSettings: Settings = {
  llm: {
    provider: 'offline',
    apiKey: undefined,
    model: undefined,
    baseUrl: undefined,
    unset: [],
    timeout: 120_000,
    maxRetries: 3,
    concurrency: 4,
    diffTokens: 4000,
    fallbacks: [],
    pricesFile: undefined,
    providers: {},
  },
  budget: { month: undefined, run: undefined, commit: undefined },
  prices: {},
  docFiles: [
    '*.md',
    'docs/**/*.md',
    `!**/${spelled(untouchedAnywhere)}{,-*}.md`,
    `!${spelled(untouchedAtTop)}{,-*}.md`,
  ],
  mappings: [],
  docs: [],
  newSections: true,
  ignore: [],
  git: {
    commitDocUpdates: true,
    amendOriginal: false,
    docCommitMessage: 'docs: update {sections} for {hash}',
    docCommitAuthor: undefined,
    docCommitCommitter: undefined,
    signOff: false,
    coAuthors: [],
  },
  inference: { threshold: 0.15 },
  state: { path: undefined },
  engine: { concurrency: 4 },
  daemon: { enabled: false },
  receipts: { commits: false },
  alerts: {
    on: ['failed'],
    command: undefined,
    shell: false,
    url: undefined,
    secretEnv: undefined,
    timeout: 10_000,
  },
  upstream: { manifest: '.version-manifest.json', allowFrom: [], sources: {} },
  pipelines: {},
  tools: {},
  jobs: { dirs: ['jobs'] },
  templates: { dirs: ['templates'], autoescape: false, cacheMb: 5 },
  packs: { dirs: ['packs'], inputs: {} },
  roles: {},
  releases: undefined,
}
