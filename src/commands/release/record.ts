import { runName } from '../../engine/run-name.ts'
import type { PackageEvent } from '../../events/package.ts'
import type { Draft, PackageRecord } from '../../machines/package.ts'
import { status } from '../../projections/status.ts'
import { eventIdOf, type WorkContext } from '../context.ts'

/** The stream of one package. */
export const packageRun = (name: string): string => runName('package', name)

const nothing: PackageRecord = { drafts: [], committed: [], approvals: [], abandoned: [] }

/** What people did with the versions of a package, as this log has it. */
export const packageRecordOf = async (
  name: string,
  log: Pick<WorkContext['log'], 'row'>,
): Promise<PackageRecord> =>
  ((await log.row(status, packageRun(name)))?.context as PackageRecord | undefined) ?? nothing

/** Records what somebody did with a package. A request that is carried out a second time records it once. */
export const recordDeed = async (
  name: string,
  event: PackageEvent,
  { log, attribution, request }: Pick<WorkContext, 'log' | 'attribution' | 'request'>,
): Promise<void> => {
  const run = packageRun(name)
  const row = await log.row(status, run)
  const id = request && eventIdOf(request, `${event.type}:${event.data.version}`)
  await log.append(run, [{ event, id, ...(await attribution()) }], row?.version ?? 0)
}

/** The draft whose branch this is, of whichever package. */
export const draftOn = async (
  branch: string,
  log: Pick<WorkContext['log'], 'rows'>,
): Promise<(Draft & { readonly package: string }) | undefined> => {
  for await (const [run, { context }] of log.rows(status, 'package/')) {
    const { drafts } = context as PackageRecord
    const found = drafts.find(draft => draft.branch === branch)
    if (found) return { ...found, package: run.slice('package/'.length) }
  }
  return undefined
}

/** A branch by the name that people know. */
export const branchOf = (ref: string | undefined): string | undefined =>
  ref?.replace(/^refs\/heads\//, '')
