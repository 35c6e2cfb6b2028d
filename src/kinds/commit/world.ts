import type { Document, DocumentSet } from '../../documentation/documents.ts'
import type { Vocabulary } from '../../documentation/guards/vocabulary.ts'
import type { Recalled } from '../../documentation/rank/history.ts'
import type { Signals } from '../../documentation/rank/signals.ts'
import type { Redacted } from '../../documentation/secrets/redact.ts'
import type { World as EngineWorld } from '../../engine/kind.ts'
import type { Diff } from '../../ports/diff.ts'
import type { Publisher } from '../../ports/publisher.ts'
import type { Repository } from '../../ports/repository.ts'
import type { Settings } from '../../ports/settings.ts'
import type { CachedAnswer } from '../../projections/commit/cache.ts'
import type { Drafter } from './drafter.ts'

/** What a commit changed in the code, to compare with what other commits changed. */
export interface CodeChange {
  readonly commit: string
  /** The commit whose documents are read and written. */
  readonly head: string
  readonly code: Diff
  readonly changeId: string | undefined
  /** Commits that, according to a hook, were rewritten into it. */
  readonly rewrites: readonly string[]
  /** The run that its own trailer names, and whether it is that run's commit with the documents added. */
  readonly claim?: { readonly run: string; readonly amended: boolean } | undefined
}

/** The outside world that an effect may use. It has no log, because the engine records what an effect yields. */
export interface World extends EngineWorld {
  readonly repository: Repository
  readonly publisher: Publisher
  readonly drafter: Drafter
  readonly settings: Settings
  /** The paths that `.gitignore` or `.git-doc/ignore` match. */
  ignored(paths: readonly string[]): Promise<ReadonlySet<string>>
  /** The documents in a commit's tree that match `doc_files`, with their sections and an index over them. */
  documents(commit: string): Promise<DocumentSet>
  /** Any document in a commit's tree. Throws DOCUMENT_OUTSIDE for a symbolic link, DOCUMENT_ENCODING if it is not UTF-8. */
  document(commit: string, file: string): Promise<Document | undefined>
  /** What earlier commits suggest for this one; undefined if the history cannot be read. */
  recall?(commit: string, signals: Signals): Promise<Recalled | undefined>
  /** Every word in a commit's tree, for answers with names that nothing else explains. Expensive, so it is used last. */
  words(commit: string): Promise<Vocabulary>
  /** Removes what must not leave the machine from a text; undefined if no prompt leaves the machine. */
  readonly redact: ((text: string) => Promise<Redacted>) | undefined
  /** Whether a model that may be asked would run what nobody allowed in this clone. */
  needsPermission(): Promise<boolean>
  /** A random word that no document or diff contains by chance; it fences the data in a prompt. */
  nonce(): string
  /** A paid answer by its cache key; undefined if there is none or it is too old. */
  cached(key: string): Promise<CachedAnswer | undefined>
  /**
   * Whether documentation for this change exists already, made for other commits that this one replaces or repeats.
   * Returns their runs and a sentence that names them and the evidence; otherwise undefined.
   */
  documented(
    change: CodeChange,
  ): Promise<{ readonly runs: readonly string[]; readonly detail: string } | undefined>
  /** An older commit's run that waits for a person and has a target in this section, if any. */
  waiting(targets: readonly string[], run: string): Promise<string | undefined>
}
