import { notAllowed } from '../../errors/trust.ts'
import { wrongUsage } from '../../errors/usage.ts'
import type { Recorded } from '../../events/recorded.ts'
import { requestedBy } from '../../jobs/requests.ts'
import type { CatalogEntry, ReadyJob } from '../../kinds/job/catalog.ts'
import { job as kind } from '../../kinds/job/kind.ts'
import { ownFiles } from '../../kinds/job/triggers.ts'
import type { World } from '../../kinds/job/world.ts'
import type { StatusRow } from '../../projections/status.ts'
import type { WorkContext } from '../context.ts'
import { workOpen } from '../work-open.ts'
import { jobWorld, requestRun } from './start.ts'

export interface RunJobOptions {
  readonly job: string
  /** Makes the run's name new. */
  readonly id: string
  /** The commit that it concerns; HEAD if it is left out. */
  readonly commit?: string | undefined
  /** The files to route, from the root; what the commit changed itself if it is left out. */
  readonly files?: readonly string[] | undefined
  readonly input: unknown
  readonly force: boolean
  onBegin?(run: StatusRow, index: number, of: number): void
  onRecorded?(recorded: Recorded): void
}

/**
 * Runs one job by hand and resolves to the name of its run. A request that is carried out a second time goes on with the
 * run that it began. JOB_UNKNOWN, JOB_INVALID, NOT_ALLOWED, JOB_INPUT_INVALID; USAGE if no file matches the job's patterns.
 */
export const runJob = async (
  context: WorkContext,
  { job, id, commit: named, files, input, force, onBegin, onRecorded }: RunJobOptions,
): Promise<{ readonly run: string }> => {
  const world = await jobWorld(context)
  const { definition } = usable(await world.catalog().find(job))
  const commit = await commitOf(named, world)
  const changed = files ?? (commit === undefined ? [] : await ownFiles([commit], world.repository))
  const trigger = { cause: { by: 'hand' as const }, id, commit, files: changed }
  const [requested] = requestedBy(trigger, [definition], { input, force })
  if (!requested) throw nothingMatches(job, definition.paths, changed)
  await requestRun(requested, context)
  const { run } = requested
  for await (const recorded of workOpen(kind, context, {
    runs: [run],
    ...(onBegin && { onBegin }),
  }))
    onRecorded?.(recorded)
  return { run }
}

/** A job that may run. Throws what is wrong with it otherwise. */
export const usable = (entry: CatalogEntry): ReadyJob => {
  if (entry.state === 'broken') throw entry.error
  if (entry.state === 'not-allowed') throw notAllowed(entry.things)
  return entry
}

const commitOf = async (
  named: string | undefined,
  { repository }: Pick<World, 'repository'>,
): Promise<string | undefined> =>
  named === undefined ? (await repository.head()).commit : repository.resolve(named)

const nothingMatches = (job: string, paths: readonly string[], files: readonly string[]) =>
  wrongUsage(
    `No changed file matches the patterns of "${job}": ${paths.join(', ')}.`,
    files.length > 0
      ? `Changed: ${files.slice(0, 5).join(', ')}${files.length > 5 ? ' …' : ''}. Name files with --files a,b.`
      : 'Name files with --files a,b.',
  )
