import {
  draftNotFound,
  manifestWrong,
  nothingToCommit,
  reasonMissing,
  releaseFrozen,
  releaseUncommitted,
  versionTooLow,
} from '../../errors/releases.ts'
import { stagedTreesOf } from '../../kinds/activation/conditions.ts'
import { manifestNames } from '../../releases/manifest-version.ts'
import { folderOf } from '../../releases/read.ts'
import { readReleaseReceipts } from '../../releases/receipt-facts.ts'
import { nameOf, type ReleaseName } from '../../releases/release.ts'
import { type BumpNeeded, bumpOf, changeText } from './bump.ts'
import { assertRole, personOf, productionAtHead, type ReleaseTools } from './context.ts'
import { readName } from './names.ts'
import { branchOf, draftOn, recordDeed } from './record.ts'

export interface CommitOptions {
  /** `package@version`; left out, it is the draft whose branch is checked out. */
  readonly release?: string | undefined
  readonly reason?: string | undefined
}

export interface Committed extends ReleaseName {
  readonly commit: string
  readonly tree: string
  readonly bump: BumpNeeded
}

/**
 * Commits the folder of a draft and nothing else. DRAFT_NOT_FOUND, REASON_MISSING, NOTHING_TO_COMMIT, RELEASE_FROZEN,
 * MANIFEST_WRONG, VERSION_TOO_LOW, ROLE_MISSING.
 */
export const commit = async (
  tools: ReleaseTools,
  { release: named, reason }: CommitOptions,
): Promise<Committed> => {
  const { git, layout } = tools
  assertRole('commit', await personOf(tools), tools)
  const head = await productionAtHead(tools)
  const release = named === undefined ? await draftHere(head.ref, tools) : readName(named)
  const folder = folderOf(layout, release)
  if (!reason?.trim()) throw reasonMissing('commit')
  await assertMayChange(release, head, tools)
  const dirty = (await git.dirty(folder)).filter(path => path.startsWith(`${folder}/`))
  if (dirty.length === 0)
    throw (await head.tree.treeOf(folder)) === undefined
      ? releaseUncommitted(nameOf(release), [])
      : nothingToCommit(nameOf(release))

  const tree = git.tree(await git.treeWith(folder))
  await assertManifest(release, tree.read, tools)
  const bump = await bumpOf(release, tree, head.released, tools)
  if (!bump.isHighEnough)
    throw versionTooLow(nameOf(release), bump.least ?? '', bump.changes.map(changeText))
  const id = (await tree.treeOf(folder)) ?? ''
  const subject = `feat(${release.package}): Release ${release.version}`
  const made = await git.commitFolder(folder, `${subject}\n\n${reason.trim()}\n`)
  const { version } = release
  await recordDeed(
    release.package,
    { type: 'release.committed', data: { version, commit: made, tree: id } },
    tools,
  )
  return { ...release, commit: made, tree: id, bump }
}

/** The draft whose branch is checked out. DRAFT_NOT_FOUND. */
export const draftHere = async (
  ref: string | undefined,
  { log }: Pick<ReleaseTools, 'log'>,
): Promise<ReleaseName> => {
  const branch = branchOf(ref)
  const found = branch === undefined ? undefined : await draftOn(branch, log)
  if (found) return { package: found.package, version: found.version }
  // A clone that did not begin the draft knows it by its branch.
  const [, name, version] = /^release\/(.+)-(\d+\.\d+\.\d+.*)$/.exec(branch ?? '') ?? []
  if (name === undefined || version === undefined) throw draftNotFound()
  return { package: name, version }
}

/** What is staged or was in production stays as it is. */
const assertMayChange = async (
  release: ReleaseName,
  { tree, released }: Awaited<ReturnType<typeof productionAtHead>>,
  { layout, log, receipts }: ReleaseTools,
): Promise<void> => {
  if (released.has(nameOf(release))) throw releaseFrozen(nameOf(release), 'released')
  const now = await tree.treeOf(folderOf(layout, release))
  if (now === undefined) return
  const staged = await stagedTreesOf(release, await readReleaseReceipts(receipts), log)
  if (staged.includes(now)) throw releaseFrozen(nameOf(release), 'staged')
}

/** The manifest must say what the folder says. */
const assertManifest = async (
  release: ReleaseName,
  read: (path: string) => Promise<string | undefined>,
  { layout }: Pick<ReleaseTools, 'layout'>,
): Promise<void> => {
  if (layout.manifest === undefined) return
  const path = `${folderOf(layout, release)}/${layout.manifest}`
  const text = await read(path)
  // That there is none, or that it cannot be read, is for the rules to say.
  const { id, version } =
    text === undefined ? { id: undefined, version: undefined } : await manifestNames(text, layout)
  const { fields } = layout
  if (version !== release.version)
    throw manifestWrong(path, fields.version, version, release.version)
  if (id !== release.package) throw manifestWrong(path, fields.id, id, release.package)
}
