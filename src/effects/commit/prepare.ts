import { hash } from '../../documentation/hash.ts'
import { GitDocError } from '../../errors.ts'
import type { CommitEvent } from '../../events/commit.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import type { Obstacle } from '../../ports/doc-commits.ts'
import type { World } from '../../ports/world.ts'
import { checkedOut } from './checked-out.ts'
import { documentEdits, draftedTargets } from './edits.ts'
import { firstBrokenLink } from './links.ts'
import { docCommitMessage } from './message.ts'
import { currentSection } from './section.ts'

/**
 * Makes the doc commit as an object, so that its id is on record before any ref moves; with
 * `commit_doc_updates = false` it writes the working tree instead.
 */
export async function* prepare(
  run: CommitRun,
  world: World,
  name: string,
): AsyncGenerator<CommitEvent> {
  const stale = await firstStale(run, world)
  if (stale) return yield stale
  const { commit: head } = await checkedOut(world)
  const broken = await firstBrokenLink(run, head, world)
  if (broken) return yield broken

  const edits = documentEdits(run)
  if (!world.settings.git.commitDocUpdates) {
    const written = await world.docCommits.write(edits)
    return yield written.state === 'waits'
      ? deferred(run, written.obstacle)
      : { type: 'documents.written', data: { files: edits.map(({ file }) => file) } }
  }

  const prepared = await world.docCommits.prepare(
    edits,
    docCommitMessage(run, name, world.settings),
    world.settings.git.amendOriginal ? (run.amended ?? run.commit) : undefined,
  )
  if (prepared.state === 'waits') return yield deferred(run, prepared.obstacle)
  if (prepared.state === 'prepared') {
    return yield {
      type: 'commit.prepared',
      data: { ...prepared.commit, documents: [...prepared.commit.documents] },
    }
  }
  // HEAD moved between our look and Git's: the next look tells which sections that concerns.
  const [first] = draftedTargets(run).filter(({ file }) => prepared.files.includes(file))
  if (first) yield { type: 'target.outdated', data: { target: first.id } }
}

/** The first draft whose section is no longer what it was made for: drafted anew, or failed if the section is gone. */
const firstStale = async (run: CommitRun, world: World): Promise<CommitEvent | undefined> => {
  const { commit: head } = await checkedOut(world)
  for (const target of draftedTargets(run)) {
    try {
      const { text } = await currentSection(target, head, world)
      if (hash(text) !== target.draft.before) {
        return { type: 'target.outdated', data: { target: target.id } }
      }
    } catch (error) {
      if (!(error instanceof GitDocError)) throw error
      const { code, message: reason, hint } = error
      return { type: 'target.failed', data: { target: target.id, code, reason, hint, calls: [] } }
    }
  }
  return undefined
}

/** Names the targets that wait; all of the run's drafts wait with them, for one commit is all or nothing. */
export const deferred = (run: CommitRun, { reason, detail, files }: Obstacle): CommitEvent => ({
  type: 'apply.deferred',
  data: {
    reason,
    detail,
    targets: draftedTargets(run)
      .filter(({ file }) => files.length === 0 || files.includes(file))
      .map(({ id }) => id),
  },
})
