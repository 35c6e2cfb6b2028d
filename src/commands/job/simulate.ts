import type { JobCause, JobPart } from '../../events/job.ts'
import { requestedBy } from '../../jobs/requests.ts'
import { type CatalogEntry, isReady, pathOf } from '../../kinds/job/catalog.ts'
import { isBefore } from '../../ports/jobs.ts'

/** A job that a trigger would start. */
export interface SimulatedJob {
  readonly job: string
  readonly path: string
  readonly parts: readonly JobPart[]
  readonly needs: readonly string[]
  readonly foreground: boolean
}

export interface Simulation {
  readonly jobs: readonly SimulatedJob[]
  /** Files that cannot say what starts them: not allowed here, or broken. */
  readonly left: readonly { readonly path: string; readonly why: string }[]
}

/** The jobs that a hook, or a run by hand, would start for some files. Runs nothing. */
export const simulate = (
  entries: readonly CatalogEntry[],
  { hook, files }: { readonly hook?: string | undefined; readonly files: readonly string[] },
): Simulation => {
  const ready = entries.filter(isReady)
  const cause: JobCause = hook === undefined ? { by: 'hand' } : { by: 'hook', hook, args: [] }
  const runs = requestedBy(
    { cause, id: 'simulated', files },
    ready.map(({ definition }) => definition),
  )
  return {
    jobs: runs.map(({ request: { job, parts, needs } }) => ({
      job,
      path: ready.find(({ definition }) => definition.name === job)?.file.path ?? '',
      parts,
      needs,
      foreground: hook !== undefined && isBefore(hook),
    })),
    left: entries
      .filter(entry => !isReady(entry))
      .map(entry => ({ path: pathOf(entry), why: whyLeft(entry) })),
  }
}

/** Why a file starts nothing. */
export const whyLeft = (entry: CatalogEntry): string => {
  if (entry.state !== 'broken') return 'not allowed'
  const { message, hint } = entry.error
  const what = message.startsWith(`${entry.path}: `)
    ? message.slice(entry.path.length + 2)
    : message
  return hint ? `${what} ${hint}` : what
}
