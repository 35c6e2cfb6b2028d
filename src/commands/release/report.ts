import { type StagedTree, type StagingFacts, stagings } from '../../projections/release/stagings.ts'
import { status } from '../../projections/status.ts'
import { checkOne } from '../../releases/check-one.ts'
import type { Finding } from '../../releases/finding.ts'
import { nameOf } from '../../releases/release.ts'
import { reportHash } from '../../releases/staging-report.ts'
import { productionAtHead, type ReleaseReading } from './context.ts'
import { releaseMeant } from './names.ts'

/** What the rules say of a release as HEAD has it. */
export interface ReleaseReport {
  readonly release: string
  readonly tree: string
  readonly commit: string
  readonly rules: string
  readonly sha256: string
  /** The staging that this is the report of; missing where the rules were asked now, because this clone has not staged it. */
  readonly run?: string | undefined
  readonly findings: readonly Finding[]
}

/** The report of the last staging with the tree of HEAD, or what the rules say now. PACKAGE_UNKNOWN, RELEASE_UNKNOWN. */
export const reportNow = async (reading: ReleaseReading, text: string): Promise<ReleaseReport> => {
  const { layout, log } = reading
  const production = await productionAtHead(reading)
  const release = await releaseMeant(text, layout, production.tree)
  const { tree } = release
  const row = await log.row(stagings, nameOf(release))
  const staged = row?.trees.find(each => each.tree === tree)
  const kept = staged && (await findingsOf(staged, log))
  if (kept) return { release: nameOf(release), tree, commit: staged.commit, ...kept }
  const { findSecrets } = reading
  const report = await checkOne({ layout, production, release, tree, findSecrets })
  return {
    ...{ release: nameOf(release), tree, commit: production.commit },
    ...{ rules: report.rules, sha256: reportHash(report), findings: report.findings },
  }
}

const findingsOf = async (
  { run }: StagedTree,
  log: Pick<ReleaseReading['log'], 'row'>,
): Promise<Pick<ReleaseReport, 'run' | 'rules' | 'sha256' | 'findings'> | undefined> => {
  const row = await log.row(status, run)
  const { steps = [] } = (row?.context ?? {}) as {
    steps?: readonly { evidence?: { facts?: StagingFacts } }[]
  }
  const facts = steps[0]?.evidence?.facts
  if (!facts) return undefined
  // What the log keeps was written by the rules themselves.
  const findings = facts.findings as readonly Finding[]
  return { run, rules: facts.rules, sha256: facts.sha256, findings }
}
