import { hash } from '../../../documentation/hash.ts'
import { GitDocError } from '../../../errors/error.ts'
import type { CommitEvent } from '../../../events/commit.ts'
import type { CommitRun } from '../../../machines/commit-run.ts'
import type { Blocker } from '../../../ports/publisher.ts'
import type { World } from '../world.ts'
import { basisOf } from './basis.ts'
import { documentEdits, draftedTargets } from './edits.ts'
import { documentsCommit } from './head-commit.ts'
import { firstBrokenLink } from './links.ts'
import { docCommitMessage } from './message.ts'
import { recorded } from './prepared-commit.ts'
import { currentSection, isGone } from './section.ts'

/**
 * Creates the doc commit as an object, so that its id is recorded before any ref moves. With `commit_doc_updates =
 * false` it writes to the working tree instead.
 */
export async function* prepare(
  run: CommitRun,
  world: World,
  name: string,
): AsyncGenerator<CommitEvent> {
  const stale = await firstStale(run, world)
  if (stale) return yield stale
  const head = await documentsCommit(run, world)
  const broken = await firstBrokenLink(run, head, world)
  if (broken) return yield broken

  const edits = documentEdits(run)
  if (!world.settings.git.commitDocUpdates) {
    const written = await world.publisher.write(edits, basisOf(run))
    return yield written.state === 'waits'
      ? deferred(run, written.blocker)
      : { type: 'documents.written', data: { files: edits.map(({ file }) => file) } }
  }

  const prepared = await world.publisher.prepare(
    edits,
    docCommitMessage(run, name, world.settings),
    basisOf(run),
    { amend: world.settings.git.amendOriginal },
  )
  if (prepared.state === 'waits') return yield deferred(run, prepared.blocker)
  if (prepared.state === 'prepared') {
    return yield { type: 'commit.prepared', data: recorded(prepared.commit) }
  }
  if (prepared.state === 'unchanged') throw new Error('A doc commit changes a document.')
  // HEAD moved between our check and Git's. The next check tells which sections that affects.
  const [first] = draftedTargets(run).filter(({ file }) => prepared.files.includes(file))
  if (first) yield { type: 'target.outdated', data: { target: first.id } }
}

/** The first draft whose section changed after the draft was made: to be drafted again, or failed or skipped if the section is gone. */
const firstStale = async (run: CommitRun, world: World): Promise<CommitEvent | undefined> => {
  const head = await documentsCommit(run, world)
  for (const target of draftedTargets(run)) {
    try {
      const { text } = await currentSection(target, head, world)
      if (hash(text) !== target.draft.before) {
        return { type: 'target.outdated', data: { target: target.id } }
      }
    } catch (error) {
      if (!(error instanceof GitDocError)) throw error
      const { code, message: reason, hint } = error
      const skip = isGone(error) && { skip: true as const }
      return {
        type: 'target.failed',
        data: { target: target.id, code, reason, hint, ...skip, calls: [] },
      }
    }
  }
  return undefined
}

/** Names the targets that wait. All drafts of the run wait with them, because a commit is all or nothing. */
export const deferred = (run: CommitRun, { reason, detail, files }: Blocker): CommitEvent => ({
  type: 'apply.deferred',
  data: {
    reason,
    detail,
    targets: draftedTargets(run)
      .filter(({ file }) => files.length === 0 || files.includes(file))
      .map(({ id }) => id),
  },
})
