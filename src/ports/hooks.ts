import type { JobReport } from './job-reports.ts'
import type { hooksAfter, JobHook } from './jobs.ts'

/** A Git hook that git-doc can be called by. */
export type HookName = JobHook

/** What was under way in a working tree when a hook ran. Between two picks of several it is still under way. */
export type Operation = 'rebase' | 'am' | 'cherry-pick' | 'revert' | 'bisect'

/** A note from a hook: the commit of a branch, what was there before it, or which commits a rewrite replaced with which. */
export interface Note {
  /** The note's file; drop it after recording the note. */
  readonly file: string
  readonly hook: (typeof hooksAfter)[number]
  readonly ref: string | undefined
  readonly commit: string | undefined
  readonly rewrites: readonly { readonly from: string; readonly to: string }[]
  /** The commit before it: ORIG_HEAD for post-merge, the previous HEAD for post-checkout. */
  readonly previous?: string | undefined
  /** Whether a merge was a squash, which leaves HEAD where it was (post-merge). */
  readonly squash?: boolean | undefined
  /** Whether a branch or a commit was checked out, and not only files (post-checkout). */
  readonly branch?: boolean | undefined
  /** What rewrote the commits (post-rewrite). */
  readonly command?: 'amend' | 'rebase' | undefined
  /** Undefined if nothing was; the rebase that a `post-rewrite` ends is over. */
  readonly during?: Operation | undefined
  /** The linked worktree, by its name in the git directory; undefined for the main one. */
  readonly worktree?: string | undefined
}

/** Where hooks leave their notes. Notes are hints: Git is the truth, and a lost note only costs time. */
export interface Inbox {
  /** The notes, oldest first. An unreadable note is moved aside and not read again. */
  read(): Promise<readonly Note[]>
  drop(notes: readonly Note[]): Promise<void>
  /** What jobs of hooks in the foreground came to, oldest first. An unreadable report is moved aside. */
  readReports(): Promise<readonly JobReport[]>
  dropReports(reports: readonly JobReport[]): Promise<void>
}

/** How the hooks are installed: in Git's configuration (2.54 or later), in hook files, or by a person. */
export type HookWay = 'config' | 'files' | 'by-hand'

export interface HookInstallation {
  readonly way: HookWay
  readonly hooks: readonly { readonly hook: HookName; readonly where: string }[]
  /** For manual installation: which line a person must add to which hook. */
  readonly lines: readonly { readonly hook: HookName; readonly line: string }[]
  readonly warnings: readonly string[]
}

export interface HookRemoval {
  /** The hooks that were removed. */
  readonly hooks: readonly HookName[]
  readonly warnings: readonly string[]
}

/** The hooks of a repository. Both actions are safe to repeat; a dry run answers the same and changes nothing. */
export interface Hooks {
  /**
   * Installs the hooks that documents need and those that jobs ask for: `hooks`, or those that were written down when the
   * job files were last read. Hooks of ours that nobody asks for any more are taken away. HOOKS_ELSEWHERE if the hook files
   * belong to something else; CONFIG_HOOKS_UNKNOWN if Git is too old for configuration hooks.
   */
  enable(
    way?: HookWay,
    options?: {
      readonly hooks?: readonly HookName[] | undefined
      readonly dryRun?: boolean | undefined
    },
  ): Promise<HookInstallation>
  /** Restores other hooks' files byte for byte, unless they changed in the meantime. */
  disable(options?: { readonly dryRun?: boolean | undefined }): Promise<HookRemoval>
}

/** The exit code by which `git-doc job hook --from-git` refuses a deed. Any other failure lets Git go on. */
export const refusal = 10
