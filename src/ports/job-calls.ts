import type { LoggedCommit, LoggedTag } from './git-commands.ts'
import type { TemplateSources } from './templates.ts'

/**
 * What composables ask of the process that runs the job: one entry a call, its argument and its answer. They travel as
 * JSON. Paths are from the root of the repository.
 */
export interface JobCalls {
  /** A patch, or with `nameOnly` the changed paths. `to` is the job's commit, `from` its first parent, unless given. */
  'git.diff': {
    readonly argument: {
      readonly from?: string | undefined
      readonly to?: string | undefined
      readonly nameOnly?: boolean | undefined
      readonly paths?: readonly string[] | undefined
    }
    readonly answer: string | readonly string[]
  }
  /** Newest first; 100 unless `limit` is given. */
  'git.log': {
    readonly argument: {
      readonly from?: string | undefined
      readonly to?: string | undefined
      readonly limit?: number | undefined
    }
    readonly answer: readonly LoggedCommit[]
  }
  /** The tags in the history of `to`, newest first. */
  'git.tags': {
    readonly argument: { readonly to?: string | undefined }
    readonly answer: readonly LoggedTag[]
  }
  /** A file's text in a commit; null if it is not there. */
  'git.show': {
    readonly argument: { readonly path: string; readonly commit?: string | undefined }
    readonly answer: string | null
  }
  /** The paths of a commit's tree, those that match `patterns` if given. */
  'git.files': {
    readonly argument: {
      readonly commit?: string | undefined
      readonly patterns?: readonly string[] | undefined
    }
    readonly answer: readonly string[]
  }
  'git.config': { readonly argument: { readonly key: string }; readonly answer: string | null }
  /** One commit on the checked-out branch, made as doc commits are; `content: null` removes a file. */
  'git.commit': {
    readonly argument: {
      readonly message: string
      readonly files: readonly { readonly path: string; readonly content: string | null }[]
      readonly trailers?: Readonly<Record<string, string>> | undefined
    }
    readonly answer: { readonly commit: string } | { readonly unchanged: true }
  }
  /** An annotated tag if there is a message. An existing tag of this name on the same commit is left as it is. */
  'git.tag': {
    readonly argument: {
      readonly name: string
      readonly commit?: string | undefined
      readonly message?: string | undefined
    }
    readonly answer: { readonly tag: string }
  }
  /** The note of a commit under a notes ref (`refs/notes/commits` unless given); null if there is none. */
  'notes.read': {
    readonly argument: { readonly commit?: string | undefined; readonly ref?: string | undefined }
    readonly answer: string | null
  }
  'notes.add': {
    readonly argument: {
      readonly text: string
      readonly commit?: string | undefined
      readonly ref?: string | undefined
    }
    readonly answer: null
  }
  /** The receipts on a commit, of all clones. */
  'receipt.list': {
    readonly argument: { readonly commit?: string | undefined; readonly job?: string | undefined }
    readonly answer: readonly unknown[]
  }
  /** Facts that the receipt of this run gets. */
  'receipt.add': { readonly argument: Readonly<Record<string, unknown>>; readonly answer: null }
  /** Every template of the repository, and which of them nobody allowed here. */
  'template.sources': {
    readonly argument: Readonly<Record<string, never>>
    readonly answer: TemplateSources
  }
  /** The configured provider, with its policy, budget, secrets filter and record of what was sent. */
  'model.complete': {
    readonly argument: { readonly prompt: string; readonly system?: string | undefined }
    readonly answer: { readonly text: string; readonly provider: string; readonly model: string }
  }
}

export type JobCallName = keyof JobCalls
