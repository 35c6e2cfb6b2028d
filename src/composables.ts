// What a job asks of the git-doc that runs it.
export * from './adapters/jobs/composables.ts'
export type { LoggedCommit, LoggedTag } from './ports/git-commands.ts'
