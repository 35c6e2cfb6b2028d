import type { World as AnyWorld } from '../../engine/kind.ts'
import type { Claim, GitCommands } from '../../ports/git-commands.ts'
import type { JobHook, Jobs } from '../../ports/jobs.ts'
import type { OpenLiveOutput } from '../../ports/live-output.ts'
import type { EventLog } from '../../ports/log.ts'
import type { Model } from '../../ports/model.ts'
import type { Publisher } from '../../ports/publisher.ts'
import type { Repository } from '../../ports/repository.ts'
import type { Templates } from '../../ports/templates.ts'
import type { Trust } from '../../ports/trust.ts'
import type { Catalog } from './catalog.ts'

/** What the effects of a job's run act on. */
export interface World extends AnyWorld {
  readonly jobs: Jobs
  /** The jobs as their files are now. */
  catalog(): Catalog
  readonly repository: Repository
  readonly git: GitCommands
  readonly publisher: Publisher
  readonly templates: Templates
  readonly trust: Pick<Trust, 'notAllowed'>
  readonly log: Pick<EventLog, 'row'>
  /** The settings that a job's work depends on, as plain data. */
  readonly configuration: unknown
  /** How many steps of one run may be at work at a time. */
  readonly concurrency: number
  /** The folder for the whole output of steps; undefined if nothing is kept. */
  readonly outputFolder?: string | undefined
  /** Claims a run that only one clone of the repository does. REMOTE_FAILED. */
  claim(run: string): Promise<Claim>
  /** The receipts on a commit, of all clones; those of one job if it is named. */
  receipts?(commit: string, job?: string): Promise<readonly unknown[]>
  /** The configured model; undefined if none is. */
  model(): Model | undefined
  /** Removes secrets from a text. */
  redact(text: string): Promise<string>
  announceHooks(hooks: readonly JobHook[]): Promise<void>
  pause(milliseconds: number): Promise<void>
  /** Does something while nobody else does anything of that name. */
  inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result>
  /** Ends what a step that was cut off left running. */
  endLeftovers(run: string): Promise<void>
  /** Shows what a step prints while it runs; undefined if nobody can read along. */
  readonly live?: OpenLiveOutput | undefined
  onOutput?(run: string, text: string): void
}
