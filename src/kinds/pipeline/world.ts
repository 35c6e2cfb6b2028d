import type { World as AnyWorld } from '../../engine/kind.ts'
import type { EventLog } from '../../ports/log.ts'
import type { PipelineSettings } from '../../ports/pipeline-settings.ts'
import type { PipelineTools } from '../../ports/pipelines.ts'
import type { Processes } from '../../ports/processes.ts'
import type { Receipts } from '../../ports/receipts.ts'
import type { Repository } from '../../ports/repository.ts'
import type { ToolSettings } from '../../ports/tools.ts'
import type { Thing } from '../../ports/trust.ts'

/** What the effects of a pipeline's run act on. */
export interface World extends AnyWorld {
  readonly pipelines: Readonly<Record<string, PipelineSettings>>
  /** Programs that the work needs, by name. */
  readonly programs: Readonly<Record<string, ToolSettings>>
  readonly log: Pick<EventLog, 'row' | 'rows'>
  readonly tools: PipelineTools
  readonly processes: Processes
  readonly receipts: Pick<Receipts, 'notes'>
  readonly repository: Pick<Repository, 'facts' | 'head' | 'resolve' | 'diff'>
  /** How many gates of one run may be at work at a time. */
  readonly concurrency: number
  /** The folder for the whole output of gates; undefined if nothing is kept. */
  readonly outputFolder?: string | undefined
  /** What a pipeline, or one of its gates, would run and nobody allowed here. */
  notAllowed(pipeline: string, gate?: string): Promise<readonly Thing[]>
  /** Removes secrets from a text. */
  redact(text: string): Promise<string>
  stopwatch(): () => number
  onOutput?(run: string, text: string): void
}
