import { headMissing } from '../../errors/releases.ts'
import { status } from '../../projections/status.ts'
import type { PointerStep } from '../../releases/pointer-history.ts'
import { readPointerSteps } from '../../releases/production.ts'
import { nameOf } from '../../releases/release.ts'
import { rulesVersion } from '../../releases/staging-report.ts'
import type { ReleaseReading } from './context.ts'

/** One change of what is in production, as Git tells it. */
export interface ReleaseDeed {
  readonly commit: string
  readonly at: string
  /** `by hand` where the commit does not say that git-doc made it. */
  readonly deed: 'activate' | 'rollback' | 'by hand'
  readonly by: string
  readonly reason?: string | undefined
  readonly packages: readonly {
    readonly package: string
    readonly from?: string | undefined
    readonly to?: string | undefined
    /** The SHA-256 of the report with which it was activated. */
    readonly report?: string | undefined
  }[]
  readonly rules?: number | undefined
  readonly run?: string | undefined
  /** Where the run is, if this log has it: it failed if somebody was not told. */
  readonly state?: string | undefined
  readonly forced?: readonly string[] | undefined
}

/** Every change of the pointer up to HEAD, newest first; of one package if it is named. */
export const releaseHistory = async (
  { repository, git, layout, log }: ReleaseReading,
  name?: string,
): Promise<readonly ReleaseDeed[]> => {
  const { commit } = await repository.head()
  if (commit === undefined) throw headMissing()
  const steps = await readPointerSteps(commit, layout, git)
  const wanted = steps
    .map(deedOf)
    .filter(({ packages }) => name === undefined || packages.some(each => each.package === name))
    .reverse()
  const rows = await log.rowsOf(
    status,
    wanted.map(({ run = '' }) => run),
  )
  return wanted.map((deed, at) => {
    const row = rows[at]
    return row ? { ...deed, state: row.state } : deed
  })
}

const deedOf = ({ commit, at, author, changes, said }: PointerStep): ReleaseDeed => {
  const reports = new Map(said?.packages.map(each => [nameOf(each), each.report]))
  return {
    commit,
    at,
    deed: said?.deed ?? 'by hand',
    by: said?.by ?? `${author.name} <${author.email}>`,
    ...(said?.reason && { reason: said.reason }),
    packages: changes.map(({ package: name, from, to }) => ({
      package: name,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...reportIn(reports, name, to),
    })),
    ...(said && { rules: rulesVersion(said.rules), run: said.run }),
    ...(said && said.forced.length > 0 && { forced: said.forced }),
  }
}

const reportIn = (
  reports: ReadonlyMap<string, string | undefined>,
  name: string,
  to: string | undefined,
): { readonly report?: string } => {
  const report = to === undefined ? undefined : reports.get(nameOf({ package: name, version: to }))
  return report === undefined ? {} : { report }
}
