import { revertConflict } from '../../../errors/documents.ts'
import type { CommitEvent } from '../../../events/commit.ts'
import type { CommitRun } from '../../../machines/commit-run.ts'
import type { Blocker, CommitMessage } from '../../../ports/publisher.ts'
import type { World } from '../world.ts'
import { revertBasisOf } from './basis.ts'
import { checkedOut } from './head-commit.ts'
import { creditsOf } from './message.ts'
import { published, recorded } from './prepared-commit.ts'
import { type Conflict, conflictsAt, undoneBy } from './revert-edits.ts'

/** How many times to try again when the branch moves at the last moment. */
const attempts = 3

/**
 * Creates the revert commit as an object; it keeps later edits elsewhere. If one section changed since, it refuses the
 * whole revert.
 * Anything that blocks a doc commit defers the revert too.
 */
export async function* revert(
  run: CommitRun,
  world: World,
  name: string,
): AsyncGenerator<CommitEvent> {
  const blocker = await world.publisher.blocker()
  if (blocker) return yield deferred(run, blocker)
  const undone = await undoneBy(run, world)
  const edits = undone.map(({ edit }) => edit)
  const message = await revertMessage(run, name, world)
  for (let left = attempts; left > 0; left -= 1) {
    const { commit } = await checkedOut(world)
    const conflicts = await conflictsAt(commit, undone, world)
    if (conflicts.length > 0) return yield refused(conflicts)
    const prepared = await world.publisher.prepare(edits, message, revertBasisOf(run))
    if (prepared.state === 'waits') return yield deferred(run, prepared.blocker)
    if (prepared.state === 'prepared') {
      return yield { type: 'commit.prepared', data: recorded(prepared.commit) }
    }
    // HEAD moved between our check and Git's.
  }
  const sections = undone.flatMap(({ file, replacements }) =>
    replacements.map(({ section }) => ({ file, section, detail: `${file} keeps changing.` })),
  )
  yield refused(sections)
}

/** Adds the prepared revert to its branch, or finds that it is already there. */
export async function* publishRevert(run: CommitRun, world: World): AsyncGenerator<CommitEvent> {
  const { prepared } = run
  if (!prepared) throw new Error('There is no prepared commit to publish.')
  const { docCommit, parent, ref } = prepared
  const edits = (await undoneBy(run, world)).map(({ edit }) => edit)
  const outcome = await world.publisher.publish(published(prepared), edits)
  if (outcome.state === 'published') yield { type: 'commit.published', data: { docCommit, ref } }
  else if (outcome.state === 'waits') yield deferred(run, outcome.blocker)
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

const deferred = (run: CommitRun, { reason, detail, files }: Blocker): CommitEvent => ({
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

/**
 * The same message as Git's own revert. If the commit also contains code, only its sections are reverted, and the
 * message says so.
 */
const revertMessage = async (
  run: CommitRun,
  name: string,
  { repository, settings }: World,
): Promise<CommitMessage> => {
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
    ...creditsOf(settings),
  }
}
