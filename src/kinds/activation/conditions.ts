import type { GitDocError } from '../../errors/error.ts'
import {
  approvalsMissing,
  neverReleased,
  releaseFrozen,
  releaseNotStaged,
  releasePrerelease,
  roleMissing,
  rollbackBreaks,
  rulesFailed,
} from '../../errors/releases.ts'
import type { ActivationRequest } from '../../events/activation.ts'
import type { PackageRecord } from '../../machines/package.ts'
import { stagingsOf } from '../../projections/release/staged.ts'
import { status } from '../../projections/status.ts'
import { countApprovals } from '../../releases/approvals.ts'
import { checkOne } from '../../releases/check-one.ts'
import type { Finding } from '../../releases/finding.ts'
import { whyNot } from '../../releases/permission.ts'
import type { Production } from '../../releases/production.ts'
import { folderOf } from '../../releases/read.ts'
import { type ReleaseReceipts, readReleaseReceipts } from '../../releases/receipt-facts.ts'
import { nameOf, type ReleaseName } from '../../releases/release.ts'
import { releaseRules } from '../../releases/rules.ts'
import type { StagingReport } from '../../releases/staging-report.ts'
import { isPrerelease } from '../../releases/versions.ts'
import type { World } from './world.ts'

/** What stands in the way of an activation or a rollback, and the reports of the releases as they are now. */
export interface Conditions {
  readonly refusals: readonly GitDocError[]
  readonly reports: readonly StagingReport[]
  /** What a rollback would break that depends on it. */
  readonly breaks: readonly string[]
}

export type ConditionsWorld = Pick<World, 'settings' | 'git' | 'log' | 'receipts' | 'findSecrets'>

type Asked = Pick<ActivationRequest, 'deed' | 'packages' | 'by'>

/** Looks at everything that must be so, and says all that is not. */
export const conditionsOf = async (
  asked: Asked,
  production: Production,
  world: ConditionsWorld,
): Promise<Conditions> => {
  const { layout, roles, verbs } = world.settings()
  const refusals: GitDocError[] = []
  const why = whyNot(asked.deed, asked.by, { roles, verbs })
  if (why !== undefined) refusals.push(roleMissing(asked.deed, asked.by, why))

  const reports = await Promise.all(
    asked.packages.map(release =>
      checkOne({
        layout,
        production,
        release,
        tree: release.tree,
        together: asked.packages,
        findSecrets: world.findSecrets,
      }),
    ),
  )
  const errors = reports.flatMap(({ findings }) => findings.filter(isError))
  if (asked.deed === 'rollback') {
    refusals.push(...asked.packages.flatMap(release => notOnceReleased(release, production)))
    return { refusals, reports, breaks: errors.filter(isDependency).map(findingText) }
  }
  const receipts = await readReleaseReceipts(world.receipts)
  for (const release of asked.packages) {
    if (isPrerelease(release.version)) refusals.push(releasePrerelease(nameOf(release)))
    const unstaged = await notStaged(release, receipts, production, world)
    if (unstaged) refusals.push(unstaged)
    const unapproved = await notApproved(release, asked.by, receipts, production, world)
    if (unapproved) refusals.push(unapproved)
  }
  if (errors.length > 0)
    refusals.push(rulesFailed(asked.packages.map(nameOf), [...new Set(errors.map(findingText))]))
  return { refusals, reports, breaks: [] }
}

/** The refusal of a rollback that would break something. */
export const refusedBreak = ({ packages }: Asked, breaks: readonly string[]): GitDocError =>
  rollbackBreaks(packages.map(nameOf), breaks)

const isError = ({ level }: Finding): boolean => level === 'error'

const dependencyRules = new Set(
  releaseRules.filter(({ group }) => group === 'dependency').map(({ id }) => id),
)
const isDependency = ({ rule }: Finding): boolean => dependencyRules.has(rule)

const findingText = ({ file, line, message, rule }: Finding): string =>
  `${file}${line === undefined ? '' : `:${line}`}: ${message} [${rule}]`

/** Only what was in production may come back, and only as it was. */
const notOnceReleased = (
  release: ActivationRequest['packages'][number],
  { released }: Production,
): readonly GitDocError[] => {
  const name = nameOf(release)
  const was = released.get(name)
  if (was === undefined) {
    const others = [...released.keys()].filter(each => each.startsWith(`${release.package}@`))
    return [neverReleased(name, others)]
  }
  return was === release.tree ? [] : [releaseFrozen(name, 'released')]
}

type Release = ActivationRequest['packages'][number]

/** Staged is what this log or a receipt has for this tree; what was in production once passed then. */
const notStaged = async (
  release: Release,
  receipts: ReleaseReceipts,
  { released }: Production,
  { log }: ConditionsWorld,
): Promise<GitDocError | undefined> => {
  const name = nameOf(release)
  if (released.get(name) === release.tree) return undefined
  const trees = await stagedTreesOf(release, receipts, log)
  if (trees.includes(release.tree)) return undefined
  return releaseNotStaged(
    name,
    trees.length === 0
      ? 'nobody has staged it'
      : `its folder changed after it was staged (from tree ${trees.at(-1)?.slice(0, 8)} to ${release.tree.slice(0, 8)})`,
  )
}

/** The trees with which a release passed staging, by this log or by receipts. */
export const stagedTreesOf = async (
  release: ReleaseName,
  receipts: ReleaseReceipts,
  log: Pick<World['log'], 'rows'>,
): Promise<readonly string[]> => {
  const own = await stagingsOf(release, log)
  const trees = own.flatMap(({ state, context }) => {
    const { tree } = (context as { request?: { tree?: string } }).request ?? {}
    return state === 'success' && tree !== undefined ? [tree] : []
  })
  return [...receipts.stagedTrees(release), ...trees]
}

const notApproved = async (
  release: Release,
  asker: string,
  receipts: ReleaseReceipts,
  production: Production,
  world: ConditionsWorld,
): Promise<GitDocError | undefined> => {
  const { approvals: needed, layout } = world.settings()
  if (needed === 0) return undefined
  const row = await world.log.row(status, `package/${release.package}`)
  const own = ((row?.context as PackageRecord | undefined)?.approvals ?? []).filter(
    ({ version }) => version === release.version,
  )
  const writers = await writersOf(production.commit, folderOf(layout, release), world.git)
  const given = [...receipts.approvals(release), ...own]
  const { counted, others } = countApprovals(given, release.tree, { writers, asker })
  if (counted.length >= needed) return undefined
  return approvalsMissing(nameOf(release), {
    found: counted.length,
    needed,
    others: others.map(({ by, why }) => `${by} ${why}`),
  })
}

/** Who wrote a commit that changed something below a folder: authors, committers, and authors beside them. */
export const writersOf = async (
  commit: string,
  folder: string,
  git: Pick<World['git'], 'touching'>,
): Promise<readonly string[]> => {
  const commits = await git.touching(commit, folder)
  const people = commits
    // A merge only brings together what others wrote.
    .filter(({ parents }) => parents.length < 2)
    .flatMap(({ author, committer, message }) => [
      ...[author, committer].map(({ name, email }) => `${name} <${email}>`),
      ...[...message.matchAll(/^co-authored-by:\s*(.+)$/gim)].map(([, who = '']) => who.trim()),
    ])
  return [...new Set(people)]
}
