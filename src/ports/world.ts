import type { Diff } from '../documentation/diff.ts'
import type { Document, DocumentSet } from '../documentation/documents.ts'
import type { Vocabulary } from '../documentation/guards/vocabulary.ts'
import type { Recalled } from '../documentation/rank/history.ts'
import type { Signals } from '../documentation/rank/signals.ts'
import type { Withheld } from '../documentation/secrets/withhold.ts'
import type { DomainEvent } from '../events/recorded.ts'
import type { DocCommits } from './doc-commits.ts'
import type { CachedAnswer, Provider } from './provider.ts'
import type { Repository } from './repository.ts'
import type { Settings } from './settings.ts'

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
