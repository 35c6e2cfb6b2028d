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
