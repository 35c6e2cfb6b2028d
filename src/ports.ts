import type { Diff, FileChange } from './documentation/diff.ts'
import type { Document, DocumentSet } from './documentation/documents.ts'
import type { LookAtLine } from './documentation/drift/gone.ts'
import type { TouchingCommit } from './documentation/drift/mapped-sections.ts'
import type { Vocabulary } from './documentation/guards/vocabulary.ts'
import type { NewSection } from './documentation/new-section.ts'
import type { DocumentRules, Template } from './documentation/prompt-template.ts'
import type { Recalled } from './documentation/rank-history.ts'
import type { Signals } from './documentation/rank-signals.ts'
import type { KeptBack, Withheld } from './documentation/secrets/withhold.ts'
import type { DocumentChange, FileSummary, ModelCall, Proof, Strategy } from './events/commit.ts'
import type { ProviderEvent } from './events/provider.ts'
import type { DomainEvent, NewEvent, Recorded } from './events/recorded.ts'

/**
 * Everything the core asks of the outside, on one page (which is why it is a long one). What each promises in failure is said with it;
 * test/ holds one contract suite a port, run over every adapter of it.
 */

// The log

/**
 * A view of the log that the log keeps up to date itself: rows by key, each a pure fold of the events that touch it.
 * `key` names the row an event touches, or several rows, if any; `apply` returns such a row after it, or undefined to drop it.
 */
export interface Projection<Row = unknown> {
  readonly name: string
  /** A higher version than the stored one makes the log fold the view anew when it is opened. */
  readonly version: number
  key(recorded: Recorded): string | readonly string[] | undefined
  apply(row: Row | undefined, recorded: Recorded): Row | undefined
}

export interface EventLog {
  /**
   * Appends events of one run, all or none, with the views they change, durable when the promise resolves.
   * Events whose `id` the log knows are left out (so a repeated append is answered with `[]`).
   * Refused with VERSION_CONFLICT if the run is not at `expected` (0: no events yet).
   */
  append(run: string, events: readonly NewEvent[], expected: number): Promise<readonly Recorded[]>
  /** A run's events in order, upcast to their present shape; empty for a run nobody wrote. */
  read(run: string): Promise<readonly Recorded[]>
  /** All events after a position, in order. Damage is thrown as LOG_DAMAGED with the first bad position, never skipped. */
  all(after?: number): AsyncIterable<Recorded>
  /** The last position (0 when empty) and the hash that chains every event before it. */
  head(): Promise<{ readonly position: number; readonly chain: string }>
  row<Row>(view: Projection<Row>, key: string): Promise<Row | undefined>
  /** A view's rows in order of their keys. */
  rows<Row>(view: Projection<Row>): AsyncIterable<readonly [key: string, row: Row]>
  /** Drops a view and folds it again from the first event. */
  rebuild(view: Projection): Promise<void>
  close(): Promise<void>
}

// Git, reading

export interface RepositoryFacts {
  /** Absolute paths: the working tree's top, its own git directory, and the one all linked worktrees share. */
  readonly root: string
  readonly gitDirectory: string
  readonly commonDirectory: string
  readonly shallow: boolean
  readonly objectFormat: 'sha1' | 'sha256'
}

/** What is checked out: a branch (`refs/heads/…`) or, detached, none; a commit or, unborn, none. */
export interface Head {
  readonly ref: string | undefined
  readonly commit: string | undefined
}

export interface CommitFacts {
  readonly commit: string
  readonly parents: readonly string[]
  readonly subject: string
  readonly message: string
  readonly author: { readonly name: string; readonly email: string }
  readonly authoredAt?: string | undefined
  readonly committedAt: string
  /** Trailers of the message by lower-case key, last one wins. */
  readonly trailers: Readonly<Record<string, string>>
  /** A shallow clone ends here: what the commit changed cannot be known. */
  readonly shallowBoundary: boolean
}

export interface TreeEntry {
  readonly path: string
  /** `100644`, `100755`, `120000` (symbolic link), `160000` (submodule). */
  readonly mode: string
  readonly blob: string
}

export interface Repository {
  readonly facts: RepositoryFacts
  head(): Promise<Head>
  /** The full id of a commit. UNKNOWN_COMMIT if the revision names none. */
  resolve(revision: string): Promise<string>
  /** The commits that are reachable from `to`, or any of it, and from none of `from`: oldest first, parents before children. */
  commits(range: {
    from: readonly string[]
    to: string | readonly string[]
  }): Promise<readonly string[]>
  commit(id: string): Promise<CommitFacts>
  /** Whether `commit` is `of` or an ancestor of it. */
  contains(of: string, commit: string): Promise<boolean>
  /** The branches from which a commit is reachable, full refs: local ones first, then remote-tracking ones. */
  branches(commit: string): Promise<readonly string[]>
  /** What a commit itself changed: against its parent, the empty tree if it has none, the automatic merge if it has several. */
  diff(commit: string): Promise<Diff>
  /** A file's bytes in a commit, without filters; undefined if it is not there or is no blob. */
  file(commit: string, path: string): Promise<{ entry: TreeEntry; bytes: Uint8Array } | undefined>
  /** The bytes of a blob by its id; undefined if there is none. */
  blob(id: string): Promise<Uint8Array | undefined>
  /** Every file of a commit's tree. */
  tree(commit: string): Promise<readonly TreeEntry[]>
  close(): Promise<void>
}

/** A commit of the history and the paths it touched; none are listed for a merge. `status` is Git's letter: A, D, M, T. */
export interface PastCommit {
  readonly commit: string
  readonly parents: readonly string[]
  readonly touched: readonly { readonly path: string; readonly status: string }[]
}

/** The history as a list, for learning from it. */
export interface History {
  /** The last `most` commits up to and with some commits, parents before children. */
  before(tips: readonly string[], most: number): Promise<readonly PastCommit[]>
}

/** The files as they lie in the working tree, for what looks at them before they are committed. Nothing is written. */
export interface WorkingTree {
  /** Tracked files that are there, and those that are neither tracked nor ignored, with the modes of a tree's entries. */
  files(): Promise<readonly { readonly path: string; readonly mode: string }[]>
  /** A regular file's bytes; undefined if it is gone, is none, is huge, or is or lies behind a symbolic link. */
  read(path: string): Promise<Uint8Array | undefined>
  /** Those of the paths that ignore files name. */
  ignored(paths: readonly string[]): Promise<ReadonlySet<string>>
}

/** What many commits did, along first parents. Each walk is one Git command, and none asks a remote for what is not here. */
export interface CodeHistory {
  /** Why the past is not all here, if it is not. */
  missing(): Promise<'shallow clone' | 'partial clone' | undefined>
  /** The newest commit that both come from; undefined if none is known here. */
  mergeBase(one: string, other: string): Promise<string | undefined>
  /** The changed lines of source files, from the newest commit on. GIT_FAILED if Git ends before it has told all. */
  lines(from: string, look: LookAtLine): Promise<void>
  /** The files each commit touched, from the newest on, as long as `look` answers true. GIT_FAILED likewise. */
  commits(from: string, look: (commit: TouchingCommit) => boolean): Promise<void>
  /** Whether a Markdown file of a commit's tree holds a word. */
  mentions(commit: string, word: string): Promise<boolean>
}

// Git, writing

/**
 * The new content of one document. `rewrite` puts it into any copy of the document (HEAD's, the index's, the working tree's)
 * and answers undefined where that copy's sections are not the ones it was made for.
 */
export interface DocumentEdit {
  readonly file: string
  rewrite(
    copy: Uint8Array,
  ):
    | { readonly bytes: Uint8Array; readonly change: Omit<DocumentChange, 'before' | 'after'> }
    | undefined
}

/** Why a doc commit must wait, as a stable word and a sentence. */
export interface Obstacle {
  readonly reason:
    | 'merge'
    | 'rebase'
    | 'cherry-pick'
    | 'revert'
    | 'bisect'
    | 'detached-head'
    | 'unborn-branch'
    | 'section-staged'
    | 'section-edited'
    | 'document-unmerged'
    | 'document-untracked'
    | 'document-deleted'
    | 'index-locked'
    | 'signing'
    | 'other-branch'
    | 'section-waiting'
  readonly detail: string
  readonly files: readonly string[]
}

export interface DocCommit {
  readonly docCommit: string
  readonly parent: string
  readonly ref: string
  readonly documents: readonly DocumentChange[]
  /** The commit, `parent` itself, whose place it takes; it stands on `parent` when undefined. */
  readonly amends?: string | undefined
  /** Why the commit that was to be amended is not, as a sentence. */
  readonly separate?: string | undefined
}

export interface DocCommitMessage {
  readonly subject: string
  readonly body: string
  readonly trailers: Readonly<Record<string, string>>
  /** `Name <email>`; the person's own identity when undefined. */
  readonly author?: string | undefined
}

export type Prepared =
  | { readonly state: 'prepared'; readonly commit: DocCommit }
  | { readonly state: 'waits'; readonly obstacle: Obstacle }
  /** HEAD's copy of these documents no longer has the sections the edits were made for. */
  | { readonly state: 'outdated'; readonly files: readonly string[] }

export type Publication =
  | { readonly state: 'published' }
  | { readonly state: 'moved'; readonly found: string | undefined }
  | { readonly state: 'waits'; readonly obstacle: Obstacle }

/** Makes doc commits without disturbing the person at work (SPEC B5 to B7, DESIGN "Git"). */
export interface DocCommits {
  /** What stands in the way of any doc commit now. */
  obstacle(): Promise<Obstacle | undefined>
  /**
   * Makes the doc commit as an object on top of HEAD; no ref names it yet and nothing of the person's is touched. The
   * commit `amend` is made anew with the documents in it instead, if it is HEAD, is known to no other ref, and no tracked file is changed.
   */
  prepare(
    edits: readonly DocumentEdit[],
    message: DocCommitMessage,
    amend?: string | undefined,
  ): Promise<Prepared>
  /**
   * Moves the branch to a prepared commit by compare-and-swap and brings index and working tree along.
   * Safe to repeat after a crash at any point: a commit that is already there is completed, not made again.
   */
  publish(commit: DocCommit, edits: readonly DocumentEdit[]): Promise<Publication>
  /** Writes the documents to the working tree only. */
  write(edits: readonly DocumentEdit[]): Promise<Publication>
}

// Hooks

/** What a hook noted: the commit that a branch was at then, or what a rewrite made of which commits. */
export interface Note {
  /** The file that holds it; to be dropped once what it says is recorded. */
  readonly file: string
  readonly hook: 'post-commit' | 'post-merge' | 'post-rewrite'
  readonly ref: string | undefined
  readonly commit: string | undefined
  readonly rewrites: readonly { readonly from: string; readonly to: string }[]
}

/** Where hooks leave their notes. They are hints: Git is the truth, and a lost note costs only time. */
export interface Inbox {
  /** Oldest first; what cannot be understood is put aside, never read again and never in the way. */
  read(): Promise<readonly Note[]>
  drop(notes: readonly Note[]): Promise<void>
}

/** Where our hooks are named: in Git's configuration (2.54 and later), in hook files, or where a person puts them. */
export type HookWay = 'config' | 'files' | 'by-hand'

export interface HookInstallation {
  readonly way: HookWay
  readonly hooks: readonly { readonly hook: Note['hook']; readonly where: string }[]
  /** What a person is to add to which hook, when it is done by hand. */
  readonly lines: readonly { readonly hook: Note['hook']; readonly line: string }[]
  readonly warnings: readonly string[]
}

export interface HookRemoval {
  /** Those that were there. */
  readonly hooks: readonly Note['hook'][]
  readonly warnings: readonly string[]
}

/** The hooks of a repository; both deeds may be repeated. */
export interface Hooks {
  /** HOOKS_ELSEWHERE if the hook files are not this repository's own; CONFIG_HOOKS_UNKNOWN if Git is too old for that way. */
  enable(way?: HookWay): Promise<HookInstallation>
  /** Leaves the files of other hooks as they were, byte for byte, unless they were changed since. */
  disable(): Promise<HookRemoval>
}

// Health

/** What `doctor` found of one part: `detail` is a sentence for a person, `hint` what to do about it. */
export interface Finding {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'error'
  readonly detail: string
  readonly hint?: string | undefined
}

// Models

/** A prompt as it is sent. `hash` is over all of it but its nonce; `tokens` is an estimate that errs high. */
export interface Prompt {
  readonly template: string
  readonly system: string
  readonly user: string
  readonly hash: string
  readonly tokens: number
  readonly omitted: readonly string[]
}

export interface DraftRequest {
  readonly prompt: Prompt
  readonly commit: CommitFacts
  readonly diff: Diff
  readonly target: { readonly file: string; readonly section: string; readonly strategy: Strategy }
  /** The section as it is, heading included, with LF line endings. */
  readonly text: string
  /** The mark that fences the prompt's data; left out where no prompt was made. */
  readonly nonce?: string
  readonly template?: Template
  /** Where the prompt leaves the machine: what was kept back of it, and the section as it shows it. */
  readonly leaving?: { readonly keptBack: KeptBack; readonly text: string }
}

/** `text` is the whole answer as the provider gave it; `calls` every request made, the failed ones too. */
export interface Draft {
  readonly text: string
  readonly provider: string
  readonly model: string
  readonly proofs: readonly Proof[]
  readonly calls: readonly ModelCall[]
}

/** US dollars per million tokens. */
export interface Price {
  readonly input: number
  readonly output: number
}

/** What a draft is likely to take, and to cost, likely and at most, in US dollars; no cost where no price is known. */
export interface Estimate {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cost?: number | undefined
  readonly atMost?: number | undefined
}

/** What was spent before, as the log knows it: US dollars, and what answers took against what was expected of them. */
export interface Spending {
  /** Of a month, `2026-11`, in UTC. */
  month(month: string): Promise<number>
  commit(commit: string): Promise<number>
  /** What tokens expected are to be multiplied by for a model; 1 where too little is known of it. */
  experience(provider: string, model: string): Promise<{ input: number; output: number }>
}

/**
 * Whoever writes drafts: a model, or the offline provider. `draft` rejects with a ModelError; its calls so far are
 * reported through `onCall`, which is called once for each request, as it ends.
 */
export interface Provider {
  readonly name: string
  readonly model: string
  /** No request leaves the machine and nothing costs money. */
  readonly free: boolean
  /** How many drafts it makes at a time; one where it is not said. More may be asked for: they wait their turn. */
  readonly concurrency?: number
  /** Why nobody may be asked now, and until when; undefined if somebody may. */
  unavailable?(): Promise<{ readonly until: string; readonly detail: string } | undefined>
  /** What asking for a draft is likely to cost; missing where it costs nothing. */
  estimate?(request: DraftRequest): Promise<Estimate>
  /** Why a request for a commit that may cost so many US dollars is beyond the budget; undefined if it is not. */
  overBudget?(commit: string, cost: number): Promise<string | undefined>
  /** BUDGET_REACHED, before anything is sent, where it may cost more than is left. */
  draft(
    request: DraftRequest,
    options: { readonly signal: AbortSignal; onCall?(call: ModelCall): void },
  ): Promise<Draft>
}

/** Whether a provider may be asked, as every process that asked it found. Times are ISO 8601. */
export interface Standing {
  readonly failures: number
  /** How often in a row it was left alone for failures of this class. */
  readonly openings: number
  readonly class?: string | undefined
  /** Set while it is left alone, and until it was found well again. */
  readonly until?: string | undefined
  readonly reason?: string | undefined
}

/** What is remembered of one provider from process to process. */
export interface Breaker {
  standing(): Promise<Standing>
  /** Records what is decided at how it stands at this moment, or nothing. */
  record(decide: (standing: Standing) => ProviderEvent | undefined): Promise<void>
}

/** An answer that was paid for. */
export interface CachedAnswer {
  readonly at: string
  readonly provider: string
  readonly model: string
  /** What it was asked for; missing of answers that were kept before this was. */
  readonly run?: string | undefined
  readonly target?: string | undefined
  /** The new section, or undefined when the answer was "unchanged". */
  readonly text: string | undefined
  readonly added?: NewSection | undefined
  readonly proofs: readonly Proof[]
}

// Settings

export interface Mapping {
  readonly code: readonly string[]
  readonly file: string
  readonly section: string
}

/** What is said of some documents, by globs. */
export interface DocumentSettings extends DocumentRules {
  readonly files: readonly string[]
}

export type ProviderName =
  | 'offline'
  | 'openai'
  | 'anthropic'
  | 'google'
  | 'groq'
  | 'ollama'
  | 'compatible'

/** .git-doc/config.toml with its defaults filled in (SPEC G1). Times are in seconds there and in milliseconds here. */
export interface Settings {
  readonly llm: {
    readonly provider: ProviderName
    readonly apiKey: string | undefined
    readonly model: string | undefined
    readonly baseUrl: string | undefined
    readonly timeout: number
    readonly maxRetries: number
    /** How many drafts are made at a time. */
    readonly concurrency: number
    /** Tokens of a commit's diff in one prompt. */
    readonly diffTokens: number
    readonly fallbacks: readonly string[]
  }
  /** US dollars that may be spent in a month, in one run of a command, and on one commit. */
  readonly budget: {
    readonly month: number | undefined
    readonly run: number | undefined
    readonly commit: number | undefined
  }
  /** By model, or by `provider:model`; the rest is known or not. */
  readonly prices: Readonly<Record<string, Price>>
  readonly docFiles: readonly string[]
  readonly mappings: readonly Mapping[]
  readonly docs: readonly DocumentSettings[]
  /** Whether a model may add a new section behind the one it is asked for (SPEC D5b). */
  readonly newSections: boolean
  /** Globs of paths that never concern documentation, on top of the built-in ones. */
  readonly ignore: readonly string[]
  readonly git: {
    readonly commitDocUpdates: boolean
    readonly amendOriginal: boolean
    readonly docCommitMessage: string
    readonly docCommitAuthor: string | undefined
  }
  /** How likely it must be that people would have documented a commit before sections are inferred for it, 0 to 1. */
  readonly inference: { readonly threshold: number }
  readonly state: { readonly path: string | undefined }
}

/** A key of the configuration as it is in force, safe to print: units as in the file, no secret; `null` is "not set". */
export interface ConfigEntry {
  readonly key: string
  readonly value:
    | string
    | number
    | boolean
    | readonly string[]
    | readonly Mapping[]
    | readonly DocumentSettings[]
    | Readonly<Record<string, Price>>
    | null
  readonly source: 'file' | 'default'
  readonly line?: number
}

// Effects

/** What a commit changed of the code, to be looked for in what other commits changed. */
export interface CodeChange {
  readonly commit: string
  /** The commit whose documents are read and written. */
  readonly head: string
  readonly code: Diff
  readonly changeId: string | undefined
  /** Commits that a hook says it was made of. */
  readonly rewrites: readonly string[]
  /** The run that its own trailer names, and whether it is that run's commit with the documents added. */
  readonly claim?: { readonly run: string; readonly amended: boolean } | undefined
}

/** What an effect is given of the outside. Never the log: what it yields is recorded by the engine. */
export interface World {
  readonly repository: Repository
  readonly docCommits: DocCommits
  readonly provider: Provider
  readonly settings: Settings
  /** Paths that `.gitignore` or `.git-doc/ignore` name. */
  ignored(paths: readonly string[]): Promise<ReadonlySet<string>>
  /** The documents of a commit's tree that `doc_files` names, with their sections and an index over them. */
  documents(commit: string): Promise<DocumentSet>
  /** Any document of a commit's tree; DOCUMENT_OUTSIDE for a symbolic link, DOCUMENT_ENCODING if it is not UTF-8. */
  document(commit: string, file: string): Promise<Document | undefined>
  /** What earlier commits say of one; undefined where the history cannot be read. */
  recall?(commit: string, signals: Signals): Promise<Recalled | undefined>
  /** Every word of a commit's tree, for answers with names that nothing nearer knows: dear, and so asked late. */
  words(commit: string): Promise<Vocabulary>
  /** Takes out of a text what must not leave the machine; undefined where no prompt leaves it. */
  readonly withhold: ((text: string) => Promise<Withheld>) | undefined
  /** A word no document or diff can hold by chance: fences what is data in a prompt. */
  nonce(): string
  /** An answer already paid for, by its cache key; undefined when there is none or it is too old. */
  cached(key: string): Promise<CachedAnswer | undefined>
  /**
   * Whether the documentation of this change is here already, made for other commits that this one replaces or repeats:
   * their runs, and a sentence that names them and says how that is known; or undefined.
   */
  documented(
    change: CodeChange,
  ): Promise<{ readonly runs: readonly string[]; readonly detail: string } | undefined>
  /** The run of an older commit that waits for a person with a target in this section, if any. */
  waiting(targets: readonly string[], run: string): Promise<string | undefined>
  readonly signal: AbortSignal
}

/**
 * The one thing a state asks for next. Yields at least one event; the engine records each as it comes and stops
 * listening when the state no longer asks for this effect. Throws a GitDocError when the world fails it.
 */
export type Effect<Context = never, Event extends DomainEvent = DomainEvent> = (
  context: Context,
  world: World,
  run: string,
) => AsyncIterable<Event>

export type { Diff, Document, DocumentSet, FileChange, FileSummary }
