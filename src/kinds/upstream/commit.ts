import type { RecordEvent } from '../../engine/asked-events.ts'
import { commitNotMade } from '../../errors/upstream.ts'
import type { UpstreamRequest, Version } from '../../events/upstream.ts'
import type { CommitMessage, FileEdit } from '../../ports/publisher.ts'
import { shownVersion } from '../../upstream/names.ts'
import type { World } from './world.ts'

type CommitWorld = Pick<World, 'publisher' | 'tools' | 'inTurn' | 'pause'>

/** How often to try again when somebody else's commit came first or the index was locked, and how long to wait (milliseconds). */
const patience = { times: 5, pause: 200 }

/**
 * Commits files as they are in the working tree, those that are gone too. Resolves to the commit, or to undefined if HEAD has all of it
 * already, as it does when this is repeated. `record` is called before the branch moves. UPSTREAM_COMMIT_BLOCKED.
 */
export const commitFiles = async (
  paths: readonly string[],
  message: CommitMessage,
  { publisher, tools, inTurn, pause }: CommitWorld,
  record: RecordCommit = async () => {},
): Promise<string | undefined> => {
  const edits: FileEdit[] = []
  for (const file of paths) edits.push({ file, content: (await tools.read(file)) ?? null })
  const attempt = async () => {
    const prepared = await publisher.prepare(edits, message)
    if (prepared.state === 'unchanged') return { commit: undefined }
    if (prepared.state === 'outdated') throw new Error('A commit of whole files is never outdated.')
    if (prepared.state === 'waits') return prepared
    const { id: commit, parent, ref } = prepared.commit
    await record({ commit, parent, ref })
    const published = await publisher.publish(prepared.commit)
    return published.state === 'published' ? { commit } : published
  }
  for (let tries = 1; ; tries += 1) {
    const end = await inTurn('branch', attempt)
    if (!('state' in end)) return end.commit
    const passes =
      end.state === 'moved' || (end.state === 'waits' && end.blocker.reason === 'index-locked')
    if (!passes || tries === patience.times)
      throw commitNotMade(
        end.state === 'waits' ? end.blocker.detail : 'Other commits came first each time.',
      )
    await pause(patience.pause * tries)
  }
}

export type RecordCommit = (commit: {
  readonly commit: string
  readonly parent: string
  readonly ref: string
}) => Promise<void>

/** Has what a step is about to commit recorded. */
export const recordingOf =
  (step: string, record: RecordEvent): RecordCommit =>
  commit =>
    record({ type: 'step.prepared', data: { step, call: 0, commit } })

/** The message of the commit that brings a source from one version to another. */
export const messageOf = (
  run: string,
  { source, to }: Pick<UpstreamRequest, 'source' | 'to'>,
  from: Version | undefined,
) => {
  const [before, after] = [from, to].map(each => each && (each.tag ?? shownVersion(each.version)))
  return {
    subject: `chore(${source}): ${before ? `${before} → ${after}` : after}`,
    body: '',
    trailers: { 'Git-Doc-Run': run },
  }
}
