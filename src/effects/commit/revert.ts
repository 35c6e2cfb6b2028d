import { revertConflict } from '../../errors.ts'
import type { CommitEvent } from '../../events/commit.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import type { DocCommitMessage, Obstacle } from '../../ports/doc-commits.ts'
import type { World } from '../../ports/world.ts'
import { checkedOut } from './checked-out.ts'
import { type Conflict, conflictsAt, undoneBy } from './undone.ts'

/** How often a branch may move in the very moment before a revert is given up. */
const attempts = 3

/**
 * Makes the commit that gives the sections back, as an object: later edits elsewhere are kept. A section that changed
 * since refuses the whole revert; what stands in the way of any commit puts it off.
 */
export async function* revert(
  run: CommitRun,
  world: World,
  name: string,
): AsyncGenerator<CommitEvent> {
  const obstacle = await world.docCommits.obstacle()
  if (obstacle) return yield deferred(run, obstacle)
  const undone = await undoneBy(run, world)
  const edits = undone.map(({ edit }) => edit)
  const message = await revertMessage(run, name, world)
  for (let left = attempts; left > 0; left -= 1) {
    const { commit } = await checkedOut(world)
    const conflicts = await conflictsAt(commit, undone, world)
    if (conflicts.length > 0) return yield refused(conflicts)
    const prepared = await world.docCommits.prepare(edits, message)
    if (prepared.state === 'waits') return yield deferred(run, prepared.obstacle)
    if (prepared.state === 'prepared') {
      const { commit } = prepared
      const data = { ...commit, documents: [...commit.documents] }
      return yield { type: 'commit.prepared', data }
    }
    // HEAD moved between our look and Git's.
  }
  const sections = undone.flatMap(({ file, replacements }) =>
    replacements.map(({ section }) => ({ file, section, detail: `${file} changes all the time.` })),
  )
  yield refused(sections)
}

/** Adds the prepared revert to its branch, or finds that it is already there. */
export async function* publishRevert(run: CommitRun, world: World): AsyncGenerator<CommitEvent> {
  const { prepared } = run
  if (!prepared) throw new Error('Nothing is prepared to be published.')
  const { docCommit, parent, ref } = prepared
  const edits = (await undoneBy(run, world)).map(({ edit }) => edit)
  const outcome = await world.docCommits.publish(prepared, edits)
  if (outcome.state === 'published') yield { type: 'commit.published', data: { docCommit, ref } }
  else if (outcome.state === 'waits') yield deferred(run, outcome.obstacle)
  else yield { type: 'head.moved', data: { expected: parent, found: outcome.found ?? null } }
}

const refused = (conflicts: readonly Conflict[]): CommitEvent => {
  const {
    code,
    message: reason,
    hint,
  } = revertConflict([...new Set(conflicts.map(({ detail }) => detail))])
  const sections = conflicts.map(({ file, section }) => ({ file, section }))
  return { type: 'revert.refused', data: { code, reason, hint, sections } }
}

const deferred = (run: CommitRun, { reason, detail, files }: Obstacle): CommitEvent => ({
  type: 'apply.deferred',
  data: {
    reason,
    detail,
    targets: run.undo
      .flatMap(({ documents }) => documents)
      .filter(({ file }) => files.length === 0 || files.includes(file))
      .flatMap(({ file, sections }) => sections.map(({ section }) => `${file}#${section}`)),
  },
})

/** As Git's own revert says it; a commit that holds code too is not reverted as a whole, and the message says so. */
const revertMessage = async (
  run: CommitRun,
  name: string,
  { repository, settings }: World,
): Promise<DocCommitMessage> => {
  const reverted = run.undo.map(({ docCommit }) => docCommit)
  const last = await repository.commit(reverted.at(-1) ?? run.commit)
  const amended = run.undo.some(({ amends }) => amends !== undefined)
  return {
    subject: amended ? `Revert the documentation of "${last.subject}"` : `Revert "${last.subject}"`,
    body: reverted
      .map(commit =>
        amended
          ? `This gives back the sections that ${commit} changed.`
          : `This reverts commit ${commit}.`,
      )
      .join('\n'),
    trailers: {
      'Git-Doc-Commit': run.commit,
      'Git-Doc-Run': name,
      'Git-Doc-Reverts': reverted.join(' '),
    },
    author: settings.git.docCommitAuthor,
  }
}
