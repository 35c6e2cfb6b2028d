import type { hooksBefore } from './jobs.ts'

/**
 * What the jobs of a hook before a deed came to. The process in the foreground does not open the log: it leaves this, and the
 * owner of the log records it as one event.
 */
export interface JobReport {
  /** Names the file and the event, so that a report that is read twice counts once: letters, digits, `.`, `_` and `-`. */
  readonly id: string
  readonly hook: (typeof hooksBefore)[number]
  /** When the hook began, as ISO 8601. */
  readonly at: string
  /** HEAD and its branch when the hook began: the deed has not been done. */
  readonly commit?: string | undefined
  readonly ref?: string | undefined
  /** Whether Git was told not to go on. */
  readonly refused: boolean
  readonly jobs: readonly ReportedJob[]
}

export interface ReportedJob {
  readonly job: string
  readonly state: 'success' | 'failed' | 'skipped'
  /** Why it failed or was skipped: a stable code, and a sentence. */
  readonly code?: string | undefined
  readonly reason?: string | undefined
  readonly milliseconds: number
  /** Whatever else the event needs, as JSON. */
  readonly data?: unknown
}
