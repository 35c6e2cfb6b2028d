// The library: the engine, its ports, and what opens a repository with the adapters the command line uses.
export type { Place } from './app/place.ts'
export { openReading, type Reading, readStatusReport } from './app/reading.ts'
export { openTools, type Workshop } from './app/tools.ts'
export { history, type Told } from './commands/history.ts'
export { type Replay, replay } from './commands/replay.ts'
export { retry } from './commands/retry.ts'
export type { Tools } from './commands/tools.ts'
export {
  type News,
  planUpdate,
  type Size,
  type UpdateOptions,
  update,
  type Worked,
} from './commands/update.ts'
export { advance } from './engine/advance.ts'
export type { Preview, PreviewTarget } from './engine/preview.ts'
export { GitDocError, isGitDocError, ModelError } from './errors.ts'
export { BranchEvent } from './events/branch.ts'
export { CommitEvent } from './events/commit.ts'
export type { DomainEvent, NewEvent, Recorded } from './events/recorded.ts'
export { type Kind, kindOf, kinds } from './kinds.ts'
export { due, evolve, fold, type State, stateName } from './machines/fold.ts'
export type * from './ports/doc-commits.ts'
export type * from './ports/health.ts'
export type * from './ports/hooks.ts'
export type * from './ports/log.ts'
export type * from './ports/provider.ts'
export type * from './ports/repository.ts'
export type * from './ports/settings.ts'
export type * from './ports/world.ts'
export type { StatusReport } from './projections/status-report.ts'
