import { type CatalogEntry, hooksOf, isReady, pathOf } from '../../kinds/job/catalog.ts'
import type { JobHook, JobTrigger } from '../../ports/jobs.ts'
import type { JobStats } from '../../projections/job/stats.ts'
import { whyLeft } from './simulate.ts'

/** A job file as `job list` shows it. */
export interface ListedJob {
  readonly path: string
  readonly state: CatalogEntry['state']
  /** Why it cannot be used. */
  readonly why?: string | undefined
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly version?: string | undefined
  /** `post-commit`, `success of pipeline/release`; empty if it is only started by hand. */
  readonly on?: readonly string[] | undefined
  readonly last?: JobStats['last'] | undefined
  /** Hooks it asks for that are not installed. */
  readonly missingHooks?: readonly string[] | undefined
}

/** Every job file, in the order of paths; with a tag only the jobs that have it. */
export const listJobs = (
  entries: readonly CatalogEntry[],
  stats: Readonly<Record<string, JobStats>>,
  missingHooks: readonly JobHook[],
  tag?: string,
): readonly ListedJob[] =>
  entries
    .filter(entry => tag === undefined || (isReady(entry) && entry.definition.tags.includes(tag)))
    .map(entry => {
      const path = pathOf(entry)
      if (!isReady(entry)) return { path, state: entry.state, why: whyLeft(entry) }
      const { name, description, tags, version, on } = entry.definition
      const missing = missingHooks.filter(hook => hooksOf(entry.definition).includes(hook))
      return {
        path,
        state: entry.state,
        name,
        description,
        tags,
        version,
        on: on.map(triggerText),
        last: stats[name]?.last,
        ...(missing.length > 0 && { missingHooks: missing }),
      }
    })

export const triggerText = (trigger: JobTrigger): string =>
  'hook' in trigger ? trigger.hook : `${trigger.after} of ${trigger.run}`

/** How the runs of a job went, with the times that half and nearly all of the last ones stayed below. */
export interface JobFigures {
  readonly job: string
  readonly runs: number
  readonly failures: number
  readonly skipped: number
  /** Milliseconds; missing if none of the last runs worked. */
  readonly p50?: number | undefined
  readonly p95?: number | undefined
  readonly peakMemory?: number | undefined
  readonly last: JobStats['last']
}

export const figuresOf = (stats: Readonly<Record<string, JobStats>>): readonly JobFigures[] =>
  Object.entries(stats)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([job, { times, ...rest }]) => {
      const sorted = [...times].sort((one, other) => one - other)
      const at = (share: number) =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
      return { job, ...rest, p50: at(0.5), p95: at(0.95) }
    })
