import { anchorsOf } from '../../../documentation/links/anchors.ts'
import { followLink, type LinkedTree, linkedTree } from '../../../documentation/links/follow.ts'
import { linksIn } from '../../../documentation/links/targets.ts'
import { decodeDocument } from '../../../documentation/markdown.ts'
import { answerRefused } from '../../../errors/models.ts'
import type { CommitEvent } from '../../../events/commit.ts'
import type { CommitRun } from '../../../machines/commit-run.ts'
import type { World } from '../world.ts'
import { cacheKey } from './cache-key.ts'
import { type Drafted, documentEdits, draftedTargets } from './edits.ts'
import { draftRequest } from './request.ts'
import { currentSection } from './section.ts'

/**
 * The first draft with a new link that leads nowhere even when all drafts of the commit are in place, because a section
 * may link to a heading that another draft adds.
 */
export const firstBrokenLink = async (
  run: CommitRun,
  head: string,
  world: World,
): Promise<CommitEvent | undefined> => {
  const linking = await withNewLinks(run, head, world)
  if (linking.length === 0) return undefined
  const tree = await treeAfter(run, head, world)
  for (const { target, address } of linking) {
    const answer = await followLink(target.file, address, tree)
    if (answer.state !== 'missing') continue
    const { path, anchor } = answer
    const why =
      anchor === undefined ? `there is no "${path}"` : `${path} has no anchor "#${anchor}"`
    const what = `The answer links to ${address.slice(0, 100)}, and ${why}.`
    const { code, message: reason, hint } = answerRefused('link', what)
    const key = await keyOf(run, target, head, world)
    return {
      type: 'target.failed',
      data: { target: target.id, code, reason, hint, key, calls: [] },
    }
  }
  return undefined
}

const withNewLinks = async (run: CommitRun, head: string, world: World) => {
  const found: { readonly target: Drafted; readonly address: string }[] = []
  for (const target of draftedTargets(run)) {
    const { text } = await currentSection(target, head, world)
    const known = new Set(targetsIn(text))
    const { draft } = target
    for (const address of targetsIn(`${draft.text}\n${draft.added?.text ?? ''}`))
      if (!known.has(address)) found.push({ target, address })
  }
  return found
}

const targetsIn = (text: string): readonly string[] => linksIn(text).map(({ target }) => target)

/** The key of the cached answer, so that it is not reused. */
const keyOf = async (
  run: CommitRun,
  target: Drafted,
  head: string,
  world: World,
): Promise<string> => {
  const current = await currentSection(target, head, world)
  return cacheKey(run, target, await draftRequest(run, target, current, world), world)
}

/** The tree with the drafts applied: its paths and its documents. */
const treeAfter = async (run: CommitRun, head: string, world: World): Promise<LinkedTree> => {
  const entries = await world.repository.tree(head)
  const { documents } = await world.documents(head)
  const texts = new Map(documents.map(({ file, text }) => [file, text]))
  for (const edit of documentEdits(run)) {
    const bytes = (await world.document(head, edit.file))?.bytes
    const next = bytes && edit.rewrite(bytes)
    if (next) texts.set(edit.file, decodeDocument(next.bytes, edit.file).text)
  }
  return linkedTree(entries, async path => texts.get(path), anchorsOf)
}
