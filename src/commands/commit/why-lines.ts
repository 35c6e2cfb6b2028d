import type { Proof } from '../../events/commit-parts.ts'
import type { LaterCommit, LineOrigins } from '../../ports/line-origins.ts'
import type { EventLog } from '../../ports/log.ts'
import type { Repository } from '../../ports/repository.ts'

/** Lines that follow each other and have the same history. */
export interface WhyLines {
  readonly first: number
  readonly last: number
  /** The text of the first of them. */
  readonly text: string
  /** `either`: a person's commit that git-doc amended, or a squash of both; Git does not tell which of them wrote the line. */
  readonly by: 'git-doc' | 'person' | 'either' | 'nobody-yet'
  readonly commit?: Written | undefined
  /** The line is from a merge itself: it is in none of the commits that were merged. */
  readonly merge?: true
  /** A later commit that moved the line without changing it. */
  readonly movedBy?: Written | undefined
  /** The path at that time, if it was another. */
  readonly formerly?: string | undefined
  /** The clone is shallow, and an older commit may have written the line. */
  readonly boundary?: true
  /** The section of the document, if there is one. */
  readonly section?: string | undefined
  /** The run that made the doc commit, as far as the log of this clone knows it. */
  readonly run?: WhyRun | undefined
  /** What happened since that may have made it stale, newest first. */
  readonly since: readonly Since[]
}

export interface Written {
  readonly commit: string
  readonly subject: string
  readonly author: string
  readonly at: string
}

/** How git-doc came to write it. */
export interface WhyRun {
  readonly run: string
  /** The commit that was documented; the subject is missing if Git no longer has it. */
  readonly documents: { readonly commit: string; readonly subject?: string | undefined }
  /** Whether the log of this clone has the run; what follows is missing otherwise. */
  readonly recorded: boolean
  readonly section?: string | undefined
  readonly strategy?: string | undefined
  readonly why?: string | undefined
  readonly provider?: string | undefined
  readonly model?: string | undefined
  readonly template?: string | undefined
  readonly cached?: boolean | undefined
  /** What the diff proved, for the offline provider. */
  readonly proofs?: readonly Proof[] | undefined
  readonly attempts?: number | undefined
}

/** A later commit: it changed code that the line was written from, or its run was about the line's section. */
export interface Since extends LaterCommit {
  readonly because: 'code' | 'section'
  /** The state of its run; missing if there is none. */
  readonly state?: string | undefined
  readonly reason?: string | undefined
}

export interface WhyWorld {
  readonly log: EventLog
  readonly repository: Pick<Repository, 'commit' | 'file' | 'contains' | 'head'>
  readonly origins: LineOrigins
}
