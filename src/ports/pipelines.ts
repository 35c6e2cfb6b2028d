import type { PipelineSettings } from './pipeline-settings.ts'
import type { Thing } from './trust.ts'

/** A file, by its path from the top of the working tree. */
export interface HashedFile {
  readonly path: string
  readonly sha256: string
}

/** What is checked out in a folder, and the tree of all its files as they are, but for those that Git ignores. */
export interface WorkingState {
  /** Missing before the first commit. */
  readonly commit?: string | undefined
  readonly branch?: string | undefined
  readonly tree: string
}

/** A tag, by its short name, and the commit that it names in the end. */
export interface TaggedCommit {
  readonly tag: string
  readonly commit: string
}

/** A commit as the history of HEAD has it; times are in seconds since 1970. */
export interface PastCommit {
  readonly commit: string
  readonly parents: readonly string[]
  readonly committed: number
  readonly authored: number
  /** When it was committed, in UTC: `2026-11`. */
  readonly month: string
  /** The short names of its tags. */
  readonly tags: readonly string[]
}

/** What pipelines ask of the working tree and of Git, beside running commands. `root` is the repository's, or that of a checkout. */
export interface PipelineTools {
  /** What is checked out at a root. Files that the globs match are taken as the commit has them. It writes no object into the repository. */
  state(root: string, leftOut: readonly string[]): Promise<WorkingState>
  /** The tree of a commit. */
  treeOf(commit: string): Promise<string>
  /** The folder of the fresh checkout for a run, if it was made. */
  checkout(run: string): Promise<string | undefined>
  /** Makes the fresh checkout for a run and takes away those of earlier runs of the same pipeline that have ended. GIT_FAILED. */
  checkOut(run: string, commit: string): Promise<string>
  /** The regular files that globs match, ignored ones too, with the hash of each. */
  files(root: string, globs: readonly string[]): Promise<readonly HashedFile[]>
  /** The SHA-256 of a file's bytes; undefined if there is no such regular file inside the root. */
  hash(root: string, path: string): Promise<string | undefined>
  /** The text of a file; undefined if there is none inside the root. GATE_FILE_TOO_LARGE. */
  read(root: string, path: string): Promise<string | undefined>
  /** Writes a text into a file inside the root, whose folders are made. GATE_FILE_UNWRITABLE. */
  write(root: string, path: string, text: string): Promise<void>
  /** The size of a file in bytes, and when it was written last, as a text that only another writing changes; undefined if there is none. */
  facts(
    root: string,
    path: string,
  ): Promise<{ readonly size: number; readonly written: string } | undefined>
  /** The files that differ from the merge base of HEAD and a commit, those that Git does not know yet too. BASE_MISSING. */
  changed(root: string, since: string): Promise<readonly string[]>
  /** All tags that name commits. */
  tags(root: string): Promise<readonly TaggedCommit[]>
  /** The subjects of the commits that HEAD has and a tag has not, newest first; without a tag, all of HEAD's. */
  subjects(
    root: string,
    since: string | undefined,
  ): Promise<readonly { readonly commit: string; readonly subject: string }[]>
  /** What the gates of a pipeline would run: its table, and the files that all its commands name, or only that of one gate. */
  things(name: string, pipeline: PipelineSettings, only?: string): Promise<readonly Thing[]>
  /** The versions of what a pipeline depends on without naming it: of git-doc, Node and Git, and the platform. */
  versions(): Promise<Readonly<Record<string, string>>>
  /** The program and the arguments that start this git-doc. */
  readonly gitDoc: readonly string[]
}
