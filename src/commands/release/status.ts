import type { PackageRecord } from '../../machines/package.ts'
import type { Deed } from '../../projections/activation/deeds.ts'
import type { StagedTree } from '../../projections/release/stagings.ts'
import { type Life, type LifeVerb, lifeOf } from '../../releases/life.ts'
import type { Production } from '../../releases/production.ts'
import { folderOf } from '../../releases/read.ts'
import { nameOf, type ReleaseName } from '../../releases/release.ts'
import { inVersionOrder, isVersion } from '../../releases/versions.ts'
import type { ReleaseReading } from './context.ts'
import { packagesIn } from './names.ts'

/** What is known of releases beside Git's trees: what this log published, what notes say, and what lies in the working tree. */
export interface KnownOfReleases {
  /** By `package@version`. */
  readonly stagings: ReadonlyMap<string, readonly StagedTree[]>
  /** The trees with which other clones staged a release. */
  stagedElsewhere(release: ReleaseName): readonly string[]
  readonly deeds: Readonly<Record<string, Deed>>
  /** What people did with the versions of each package. */
  readonly packages: Readonly<Record<string, Pick<PackageRecord, 'drafts' | 'abandoned'>>>
  /** Versions whose folder is in the working tree and not in HEAD. */
  readonly drafts: readonly ReleaseName[]
  /** Whether something below a folder is not committed. */
  isDirty(folder: string): boolean
}

/** One version of a package as `release status` shows it. */
export interface ReleaseState extends ReleaseName, Omit<Life, 'next'> {
  readonly tree?: string | undefined
  /** The branch on which it is worked, where HEAD does not have it. */
  readonly branch?: string | undefined
  /** The staging of this tree, or the last one. */
  readonly report?: Pick<StagedTree, 'run' | 'state' | 'report' | 'errors' | 'warnings'> | undefined
  /** Another clone staged it. */
  readonly elsewhere?: boolean | undefined
  /** Why it is not staged although it was. */
  readonly why?: string | undefined
  /** The command that usually comes next. */
  readonly next?: string | undefined
}

export interface PackageState {
  readonly package: string
  readonly active?: string | undefined
  /** The last activation or rollback of this clone, if it did not come to its end. */
  readonly open?: Deed | undefined
  readonly releases: readonly ReleaseState[]
}

/** The state of every package, or of one. */
export const statesOf = async (
  { tree, active, released }: Pick<Production, 'tree' | 'active' | 'released'>,
  known: KnownOfReleases,
  { layout }: Pick<ReleaseReading, 'layout'>,
  only?: string,
): Promise<readonly PackageState[]> => {
  const packages = new Map(await packagesIn(layout, tree))
  const add = (name: string, version?: string): void => {
    const versions = packages.get(name) ?? []
    const isNew = version !== undefined && !versions.includes(version)
    packages.set(name, isNew ? [...versions, version] : versions)
  }
  for (const { package: name, version } of known.drafts) add(name, version)
  for (const [name, { drafts, abandoned }] of Object.entries(known.packages))
    for (const { version } of [...drafts, ...abandoned]) add(name, version)
  for (const name of Object.keys(active)) add(name)
  const states: PackageState[] = []
  for (const [name, versions] of [...packages].sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (only !== undefined && name !== only) continue
    const ordered = [...inVersionOrder(versions), ...versions.filter(each => !isVersion(each))]
    const releases = await Promise.all(
      ordered.map(version => stateOf({ package: name, version }, active[name])),
    )
    const deed = known.deeds[name]
    states.push({
      package: name,
      ...(active[name] !== undefined && { active: active[name] }),
      ...(deed && deed.state !== 'success' && deed.state !== 'skipped' && { open: deed }),
      releases,
    })
  }
  return states

  async function stateOf(release: ReleaseName, current: string | undefined): Promise<ReleaseState> {
    const name = nameOf(release)
    const folder = folderOf(layout, release)
    const id = await tree.treeOf(folder)
    const own = known.stagings.get(name) ?? []
    const elsewhere = known.stagedElsewhere(release)
    const record = Object.hasOwn(known.packages, release.package)
      ? known.packages[release.package]
      : undefined
    const isOf = ({ version }: { readonly version: string }) => version === release.version
    const branch = record?.drafts.find(isOf)?.branch
    const life = lifeOf({
      version: release.version,
      tree: id,
      isDirty: known.isDirty(folder),
      stagedTrees: [
        ...own.flatMap(({ state, tree: staged }) => (state === 'success' ? [staged] : [])),
        ...elsewhere,
      ],
      active: current,
      wasReleased: released.has(name),
      isAbandoned: id === undefined && record?.abandoned.some(isOf) === true,
    })
    const report = own.find(each => each.tree === id) ?? own.at(-1)
    const { next, ...facts } = life
    return {
      ...release,
      ...facts,
      ...(id !== undefined && { tree: id }),
      ...(id === undefined && branch !== undefined && { branch }),
      ...(report && { report: pickReport(report) }),
      ...(!own.some(each => each.tree === id) &&
        id !== undefined &&
        elsewhere.includes(id) && { elsewhere: true }),
      ...(life.staging === 'outdated' && { why: whyOutdated(id, own) }),
      ...(next[0] !== undefined && { next: commandFor(next[0], release, report?.state) }),
    }
  }
}

const pickReport = ({ run, state, report, errors, warnings }: StagedTree) => ({
  ...{ run, state, report, errors, warnings },
})

const whyOutdated = (tree: string | undefined, own: readonly StagedTree[]): string => {
  const last = own.findLast(({ state }) => state === 'success')
  return last && tree !== undefined
    ? `its tree was ${last.tree.slice(0, 8)} when it was staged, and is ${tree.slice(0, 8)}`
    : 'its folder changed after it was staged'
}

const commandFor = (
  verb: LifeVerb,
  release: ReleaseName,
  staging: string | undefined,
): string | undefined => {
  const name = nameOf(release)
  if (verb === 'stage' && staging === 'failed') return `git-doc release report ${name}`
  const commands: Readonly<Partial<Record<LifeVerb, string>>> = {
    commit: 'git-doc release commit --reason …',
    stage: `git-doc release stage ${name}`,
    activate: `git-doc release activate ${name} --reason …`,
    rollback: `git-doc release rollback ${release.package} --to ${release.version} --reason …`,
  }
  return commands[verb]
}
