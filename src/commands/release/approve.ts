import { approvalOwn, releaseNotStaged } from '../../errors/releases.ts'
import { stagedTreesOf, writersOf } from '../../kinds/activation/conditions.ts'
import { addressOf } from '../../releases/permission.ts'
import { readReleaseReceipts } from '../../releases/receipt-facts.ts'
import { nameOf } from '../../releases/release.ts'
import { assertRole, personOf, productionAtHead, type ReleaseTools } from './context.ts'
import { type KnownRelease, knownRelease, readName } from './names.ts'
import { packageRecordOf, recordDeed } from './record.ts'

export interface Approved {
  readonly release: KnownRelease
  readonly by: string
  /** This person had approved this tree before. */
  readonly again: boolean
}

/** Records a person's approval of a staged release as HEAD has it. RELEASE_NOT_STAGED, APPROVAL_OWN, ROLE_MISSING. */
export const approve = async (tools: ReleaseTools, text: string): Promise<Approved> => {
  const { layout, git, log, receipts } = tools
  const by = await personOf(tools)
  assertRole('approve', by, tools)
  const { commit, tree, released } = await productionAtHead(tools)
  const release = await knownRelease(readName(text), layout, tree)
  const found = await readReleaseReceipts(receipts)
  const staged = await stagedTreesOf(release, found, log)
  if (!staged.includes(release.tree) && released.get(nameOf(release)) !== release.tree)
    throw releaseNotStaged(
      nameOf(release),
      staged.length > 0 ? 'its folder changed after it was staged' : 'nobody has staged it',
    )
  const writers = await writersOf(commit, release.folder, git)
  if (writers.some(writer => addressOf(writer) === addressOf(by)))
    throw approvalOwn(nameOf(release), by)
  const own = (await packageRecordOf(release.package, log)).approvals
  const all = [
    ...found.approvals(release),
    ...own.filter(({ version }) => version === release.version),
  ]
  const again = all.some(each => each.tree === release.tree && addressOf(each.by) === addressOf(by))
  if (!again)
    await recordDeed(
      release.package,
      {
        type: 'release.approved',
        data: { version: release.version, commit, tree: release.tree, by },
      },
      tools,
    )
  return { release, by, again }
}
