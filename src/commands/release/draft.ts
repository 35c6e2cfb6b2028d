import { treeDirty, versionInvalid, versionTaken } from '../../errors/releases.ts'
import { wrongUsage } from '../../errors/usage.ts'
import type { Bump } from '../../releases/change.ts'
import { newManifest, withManifestVersion } from '../../releases/manifest-version.ts'
import { type Production, readProduction } from '../../releases/production.ts'
import { folderOf } from '../../releases/read.ts'
import { nameOf, type ReleaseName } from '../../releases/release.ts'
import { isVersion, versionAfter } from '../../releases/versions.ts'
import { assertRole, personOf, productionAtHead, type ReleaseTools } from './context.ts'
import { packagesIn, unknownPackage } from './names.ts'
import { branchOf, draftOn, packageRecordOf, recordDeed } from './record.ts'

export interface DraftOptions {
  readonly package: string
  readonly bump?: Bump | undefined
  readonly version?: string | undefined
}

export interface Drafted extends ReleaseName {
  readonly branch: string
  readonly folder: string
  /** The version that it was copied from. */
  readonly from?: string | undefined
  /** The branch was there already. */
  readonly continued: boolean
}

/**
 * Begins a version on a branch of its own, as a copy of the one in production. If the branch exists, it is checked out and nothing is
 * written. TREE_DIRTY, PACKAGE_UNKNOWN, VERSION_TAKEN, VERSION_INVALID, ROLE_MISSING.
 */
export const draft = async (tools: ReleaseTools, options: DraftOptions): Promise<Drafted> => {
  const { git, layout } = tools
  assertRole('draft', await personOf(tools), tools)
  const start = await startOf(tools)
  const { versions, from, version } = await versionWanted(options, start, tools)
  const release = { package: options.package, version }
  const branch = `release/${nameOf(release).replace(/@(?=[^@]*$)/, '-')}`
  const folder = folderOf(layout, release)
  const isThere = await git.hasBranch(branch)
  // What is not committed of the draft itself comes along to its branch.
  const dirty = (await git.dirty(layout.root)).filter(
    path => !isThere || !path.startsWith(`${folder}/`),
  )
  if (dirty.length > 0 && start.here !== branch) throw treeDirty(dirty)
  const drafted = { ...release, branch, folder, from }
  if (isThere) {
    if (start.here !== branch) await git.switchTo(branch)
    await recordDraft(drafted, start.base, tools)
    return { ...drafted, continued: true }
  }
  if (versions.includes(version)) throw versionTaken(nameOf(release))
  await git.switchTo(branch, start.commit)
  await recordDraft(drafted, start.base, tools)
  await layOut(release, from, start.commit, tools)
  return { ...drafted, continued: false }
}

/** Where a draft begins: where HEAD is, or, on the branch of another draft, on the branch where that one began. */
const startOf = async (tools: ReleaseTools) => {
  const head = await productionAtHead(tools)
  const here = branchOf(head.ref)
  const other = here === undefined ? undefined : await draftOn(here, tools.log)
  if (other?.base === undefined) return { ...head, here, base: here }
  const tip = await tools.repository.resolve(`refs/heads/${other.base}`)
  return { ...(await readProduction(tip, tools.layout, tools.git)), here, base: other.base }
}

/** USAGE, VERSION_INVALID, PACKAGE_UNKNOWN. */
const versionWanted = async (
  { package: name, bump, version: wanted }: DraftOptions,
  { tree, active }: Production,
  { layout }: ReleaseTools,
) => {
  if (wanted !== undefined && bump !== undefined) throw wrongUsage('Give --bump or --version.')
  if (wanted !== undefined && !isVersion(wanted)) throw versionInvalid(wanted)
  const packages = await packagesIn(layout, tree)
  const versions = packages.get(name) ?? []
  // A package that is not there yet needs a version to begin with.
  if (versions.length === 0 && wanted === undefined) throw unknownPackage(name, packages)
  const from = active[name] ?? versions.at(-1)
  const next = versionAfter(from ?? '0.0.0', bump ?? 'minor')
  // After a rollback the next version may be there already.
  const free = versions.includes(next)
    ? versionAfter(versions.at(-1) ?? next, bump ?? 'minor')
    : next
  return { versions, from, version: wanted ?? free }
}

/** Records a draft, unless it is known. */
const recordDraft = async (
  { package: name, version, branch, from }: Omit<Drafted, 'continued'>,
  base: string | undefined,
  tools: ReleaseTools,
): Promise<void> => {
  const { drafts } = await packageRecordOf(name, tools.log)
  if (drafts.some(each => each.branch === branch)) return
  const data = { version, branch, ...(base !== branch && { base }), from }
  await recordDeed(name, { type: 'release.drafted', data }, tools)
}

/** Writes the folder of a new version: a copy with its own version in the manifest, or a manifest alone. */
const layOut = async (
  release: ReleaseName,
  from: string | undefined,
  commit: string,
  { git, layout }: ReleaseTools,
): Promise<void> => {
  const folder = folderOf(layout, release)
  if (from !== undefined)
    await git.copyFolder(commit, folderOf(layout, { ...release, version: from }), folder)
  if (layout.manifest === undefined) return
  const path = `${folder}/${layout.manifest}`
  const before = await git.readFile(path)
  const text =
    before === undefined
      ? newManifest(release, layout)
      : await withManifestVersion(before, release.version, layout)
  // A manifest without a version is for the rules to complain about.
  if (text !== undefined) await git.writeFile(path, text)
}
