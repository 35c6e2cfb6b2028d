import { addressesOf, brokenBecause, type LinkTargets } from '../../documentation/link-targets.ts'
import { decodeDocument } from '../../documentation/markdown.ts'
import { answerRefused } from '../../errors.ts'
import type { CommitEvent } from '../../events/commit.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import type { World } from '../../ports/world.ts'
import { cacheKey } from './cache-key.ts'
import { type Drafted, documentEdits, draftedTargets } from './edits.ts'
import { draftRequest } from './request.ts'
import { currentSection } from './section.ts'

/**
 * The first draft with a new link that leads nowhere once all drafts of the commit are in: a section may well link to a heading
 * that another one brings.
 */
export const firstBrokenLink = async (
  run: CommitRun,
  head: string,
  world: World,
): Promise<CommitEvent | undefined> => {
  const linking = await withNewLinks(run, head, world)
  if (linking.length === 0) return undefined
  const targets = await targetsAfter(run, head, world)
  for (const { target, address } of linking) {
    const why = brokenBecause(address, target.file, targets)
    if (why === undefined) continue
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
    const known = new Set(addressesOf(text))
    const { draft } = target
    for (const address of addressesOf(`${draft.text}\n${draft.added?.text ?? ''}`))
      if (!known.has(address)) found.push({ target, address })
  }
  return found
}

/** The answer is in the cache already, and must not come from there again. */
const keyOf = async (
  run: CommitRun,
  target: Drafted,
  head: string,
  world: World,
): Promise<string> => {
  const current = await currentSection(target, head, world)
  return cacheKey(run, target, await draftRequest(run, target, current, world), world)
}

/** The tree as it will be: its paths, and its documents with the drafts in them. */
const targetsAfter = async (run: CommitRun, head: string, world: World): Promise<LinkTargets> => {
  const entries = await world.repository.tree(head)
  const { documents } = await world.documents(head)
  const texts = new Map(documents.map(({ file, text }) => [file, text]))
  for (const edit of documentEdits(run)) {
    const bytes = (await world.document(head, edit.file))?.bytes
    const next = bytes && edit.rewrite(bytes)
    if (next) texts.set(edit.file, decodeDocument(next.bytes, edit.file).text)
  }
  return { paths: new Set(entries.map(({ path }) => path)), text: path => texts.get(path) }
}
