import type { ProviderName } from '../../ports/settings.ts'
import { defaultSettings, keyVariables, providers } from './keys.ts'

/** What the first configuration says; the rest of it is defaults in comments. */
export interface Choice {
  readonly provider: ProviderName
  /** The environment variable that holds the key. */
  readonly variable?: string | undefined
  readonly docFiles?: readonly string[] | undefined
  readonly model?: string | undefined
  readonly baseUrl?: string | undefined
  /** US dollars a month. */
  readonly budget?: number | undefined
}

const text = (value: string): string => JSON.stringify(value)
const list = (values: readonly string[]): string => `[${values.map(text).join(', ')}]`

/** A key with the value that was chosen, or its default in a comment. */
const line = (key: string, chosen: string | undefined, otherwise: string): string =>
  chosen === undefined ? `# ${key} = ${otherwise}` : `${key} = ${chosen}`

/** The configuration that `init` writes: every key, each with what it means and its default. */
export const configTemplate = (choice: Choice): string => {
  const { llm, git, docFiles, inference, engine, daemon, jobs, templates, packs } = defaultSettings
  const { alerts, receipts, upstream } = defaultSettings
  const [own] = keyVariables[choice.provider]
  const variable = choice.variable ?? own
  return `# Settings of git-doc (TOML). A line that is commented out shows a default or an example.
# "git-doc config" prints what is in force; "git-doc config set <key> <value>" changes one line.

# The documents git-doc keeps true: globs from the top of the repository; "!glob" excludes.
${line('doc_files', choice.docFiles?.length ? list(choice.docFiles) : undefined, list(docFiles))}

# Paths that never concern documentation, beside what .gitignore and .git-doc/ignore name
# and beside generated, vendored and lock files.
# ignore = []

# Whether a model may add a new section behind the one it is asked for.
# new_sections = ${defaultSettings.newSections}

[llm]
# Which provider writes: ${providers.join(', ')}.
# offline needs no key and no network; it makes only edits that the diff proves.
provider = ${text(choice.provider)}
# The key, as the name of an environment variable: this file is meant to be committed.
${line('api_key', variable && text(`\${${variable}}`), text(`\${OPENAI_API_KEY}`))}
# Default: the provider's own.
${line('model', choice.model && text(choice.model), text('name-of-the-model'))}
# Where the API is; needed for "compatible", left out: the provider's own address.
${line('base_url', choice.baseUrl && text(choice.baseUrl), text('http://localhost:8000/v1'))}
# Seconds a request may take, and how often one that failed is tried again.
# timeout = ${llm.timeout / 1000}
# max_retries = ${llm.maxRetries}
# How many sections are asked for at a time.
# concurrency = ${llm.concurrency}
# How much of a commit's diff a prompt shows, in tokens.
# diff_tokens = ${llm.diffTokens}
# Which providers to ask when the first one fails, in this order: "provider" or "provider:model".
# fallbacks = []
# Prices of models from a file: https://github.com/BerriAI/litellm has one (docs/models.md).
# prices_file = "prices.json"

# A provider under a name of its own, for llm.provider and llm.fallbacks. Without a kind, the name is the kind.
# [llm.providers.team]
# kind = "azure"
# base_url = "https://team.openai.azure.com"
# api_key_command = ["pass", "show", "azure"]
# model = "gpt-4.1-mini"

[budget]
# US dollars that may be spent: in a month, in one run of a command, on one commit. Left out: no limit.
# What is beyond waits and is visible in "git-doc status"; "git-doc usage" shows what was spent.
${line('month', choice.budget?.toString(), '10')}
# run = 1
# commit = 0.25

[prices]
# US dollars per million tokens of models whose price git-doc does not know, or knows wrongly.
# "name-of-the-model" = { input = 0.40, output = 1.60 }

# Which section documents which code. Without a mapping git-doc looks for the section itself.
# [[mappings]]
# code_pattern = ["src/cli/**"]
# doc_file = "README.md"
# section = "Usage"

# What a model is told about some documents; a line that contains a text of never_touch stays as it is.
# [[docs]]
# files = ["docs/**/*.md"]
# style = "Short sentences; examples before explanations."
# audience = "people who run it, not those who write it"
# never_touch = ["Copyright"]

[git]
# true: doc changes are a commit of their own; false: the files are written, you commit them.
# commit_doc_updates = ${git.commitDocUpdates}
# true: the doc change goes into the commit itself, where nobody else can have it yet.
# amend_original = ${git.amendOriginal}
# {hash} is the short id of the documented commit, {sections} the sections that change, {subject} the first line of the
# commit's message; the last two are shortened to keep the line within 72 characters.
# doc_commit_message = ${text(git.docCommitMessage)}
# Left out: you, as Git knows you.
# doc_commit_author = "git-doc <git-doc@example.org>"
# doc_commit_committer = "git-doc <git-doc@example.org>"
# true: the message ends with "Signed-off-by:" and the committer.
# sign_off = ${git.signOff}
# Who else is an author of doc commits: "Co-authored-by:".
# co_authors = ["git-doc <git-doc@example.org>"]

[inference]
# How likely it must be, from 0 to 1, that people would have documented a commit, before git-doc looks for sections itself.
# threshold = ${inference.threshold}

[state]
# Where the record of all runs is kept: a folder in the repository that Git ignores. Left out: git-doc's folder
# inside the git directory, where nothing needs to be ignored and linked worktrees share it.
# db_path = ".git-doc/state.db"

[engine]
# How many runs of one kind may be at work at a time. Doc commits are made one after the other in any case.
# concurrency = ${engine.concurrency}

[daemon]
# true: the first hook or command starts a process that stays and does all the work; see docs/daemon.md.
# enabled = ${daemon.enabled}

[jobs]
# Folders that hold job files; see docs/jobs.md.
# dirs = ${list(jobs.dirs)}

[templates]
# Folders that hold templates, whether what a template prints is escaped for HTML, and how much of the memory of a process
# compiled templates may take; see docs/templates.md.
# dirs = ${list(templates.dirs)}
# autoescape = ${templates.autoescape}
# cache_mb = ${templates.cacheMb}

[packs]
# Folders whose folders are packs of this repository; see docs/packs.md.
# dirs = ${list(packs.dirs)}

# What the jobs of a pack are given.
# [packs.inputs.changelog]
# file = "CHANGELOG.md"

# Where versions of something else come from, and what to do when there is a new one; see docs/upstream.md.
# [upstream.nats]
# repo = "https://github.com/nats-io/nats-server"
# strategy = "tags"
# path = "nats/.src"
# artifact = ["nats/.bin/**"]
# build = ["make", "nats"]
# reload = ["make", "reload-nats"]
# health = ["curl", "-fsS", "http://127.0.0.1:8222/healthz"]

# Rows of gates that a run goes through, with evidence; see docs/pipelines.md.
# [pipeline.ci]
# on = ["manual"]
# [[pipeline.ci.gate]]
# name = "test"
# use = "tests"
# run = ["npm", "test", "--", "--tap"]

# Programs that the work needs, for "git-doc doctor --tools" and the gate tool-health; see docs/tools.md.
# [tools.cmake]
# command = ["cmake", "--version"]
# version = ">=3.20"
# install = "apt-get install cmake, or https://cmake.org/download"

[versions]
# The file that says which versions of these sources there are, and where deliveries may come from (empty: anywhere).
# manifest = ${text(upstream.manifest)}
# allow_from = ${list(upstream.allowFrom)}

[alerts]
# Whom to tell when a run ends in one of these states: a command, which must be allowed once in each clone ("git-doc allow"),
# or a signed request; see docs/alerts.md.
# on = ${list(alerts.on)}
# command = ["notify-send", "git-doc"]
# Whether the command, as one text, goes to a shell.
# shell = ${alerts.shell}
# Instead of a command, or beside it: an address, and the environment variable with the secret that requests are signed with.
# url = "https://example.org/hooks/git-doc"
# secret_env = "GIT_DOC_ALERT_SECRET"
# Seconds that the receiver may take.
# timeout = ${alerts.timeout / 1000}

# Who is who, by address; [releases.roles] says who may do what with releases. It is a record and a guard rail, no authentication.
# [roles]
# admin = ["ann@example.org"]

# Packages that are promoted with evidence; see docs/releases.md. With this table, "git-doc enable-hook" installs the guard.
# [releases]
# root = "document_types"
# approvals = 0

# [releases.roles]
# activate = ["admin"]

# [releases.sync]
# command = ["make", "sync"]

[receipts]
# true: runs that document a commit leave a receipt in refs/notes/git-doc/receipts too; see docs/receipts.md.
# commits = ${receipts.commits}
`
}
