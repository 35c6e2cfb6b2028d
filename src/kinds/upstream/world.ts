import type { World as AnyWorld } from '../../engine/kind.ts'
import type { EventLog } from '../../ports/log.ts'
import type { Processes } from '../../ports/processes.ts'
import type { Publisher } from '../../ports/publisher.ts'
import type { Repository } from '../../ports/repository.ts'
import type { UpstreamSettings } from '../../ports/settings.ts'
import type { Thing } from '../../ports/trust.ts'
import type { UpstreamTools } from '../../ports/upstream.ts'

/** What the effects of an update act on. */
export interface World extends AnyWorld {
  readonly settings: UpstreamSettings
  readonly log: Pick<EventLog, 'row'>
  readonly tools: UpstreamTools
  readonly processes: Processes
  readonly repository: Pick<Repository, 'facts' | 'head' | 'file' | 'diff' | 'resolve' | 'contains'>
  readonly publisher: Publisher
  /** The folder for the whole output of steps; undefined if nothing is kept. */
  readonly outputFolder?: string | undefined
  /** What a source would run and nobody allowed here. */
  notAllowed(source: string): Promise<readonly Thing[]>
  /** Removes secrets from a text. */
  redact(text: string): Promise<string>
  pause(milliseconds: number): Promise<void>
  /** Does something while nobody else does anything of that name. */
  inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result>
  onOutput?(run: string, text: string): void
}
