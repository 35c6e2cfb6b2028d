import type { GitDocError } from '../errors/error.ts'
import type { Evidence } from '../events/steps.ts'
import type { Thing } from './trust.ts'

/** What is told of a new pointer. */
export interface SyncMessage {
  readonly run: string
  /** The commit of the pointer. */
  readonly commit: string
  /** JSON: the packages that changed, as the command sees them too. */
  readonly packages: string
  /** JSON: everything. */
  readonly body: string
  /** Of the only package that changed. */
  readonly version?: string | undefined
  readonly previous?: string | undefined
}

/** How an attempt went; `error` says why it counts as none. */
export interface SyncAttempt {
  readonly evidence: Evidence
  readonly error?: GitDocError | undefined
}

/** Tells what runs in production that the pointer changed (SPEC-KINDS M6): by a command, or by a signed request. */
export interface Sync {
  readonly ways: readonly ('command' | 'url')[]
  /** How often to try again, and how long to wait before the first time (milliseconds). */
  readonly retries: number
  readonly backoff: number
  /** What would be run and nobody allowed in this clone. */
  notAllowed(): Promise<readonly Thing[]>
  /** Tells once. It rejects only with what concerns the whole process, as an interruption does. */
  tell(way: 'command' | 'url', message: SyncMessage): Promise<SyncAttempt>
}
