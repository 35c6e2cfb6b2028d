import { defineKind } from '../../engine/define-kind.ts'
import type { ViewReader } from '../../engine/kind.ts'
import { parseRun } from '../../engine/run-name.ts'
import { PackageEvent } from '../../events/package.ts'
import { packageRecord as machine, type PackageRecord } from '../../machines/package.ts'
import { status } from '../../projections/status.ts'

/** How many packages a published view lists. */
const most = 1_000

/** What people did with the versions of each package, by its name. */
const publish = async (log: ViewReader) => {
  const packages: Record<string, Omit<PackageRecord, 'approval'>> = {}
  let listed = 0
  for await (const [run, { context }] of log.rows(status, 'package/')) {
    const { drafts, committed, approvals, abandoned } = context as PackageRecord
    packages[parseRun(run).key] = { drafts, committed, approvals, abandoned }
    listed += 1
    if (listed === most) break
  }
  return { schema: 1, packages }
}

/** Drafts, commits and approvals of one package's versions, one stream a package. A record; an approval has a receipt. */
export const packageKind = defineKind({
  name: 'package',
  event: PackageEvent,
  machine,
  isRecord: true,
  receipt: ({ run, context: { approval } }) =>
    approval && {
      commit: approval.commit,
      tree: approval.tree,
      facts: { package: parseRun(run).key, version: approval.version, by: approval.by },
    },
  publish,
})
