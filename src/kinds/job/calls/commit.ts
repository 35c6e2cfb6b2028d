import { commitBlocked, commitElsewhere, commitOutrun } from '../../../errors/job-runs.ts'
import type { JobCalls } from '../../../ports/job-calls.ts'
import type { Publication, Publisher } from '../../../ports/publisher.ts'
import type { World } from '../world.ts'
import type { Asking } from './call.ts'

type Wanted = JobCalls['git.commit']['argument']
type Made = JobCalls['git.commit']['answer']

type CommitWorld = Pick<World, 'repository' | 'publisher' | 'inTurn' | 'pause'>

/** How often to try when somebody else's commit comes first each time, and when Git is busy here: some two minutes, for a person who writes a message. */
const patience = { moved: 5, locked: 60 }

/** In milliseconds; it grows with each try. */
const pauses = { first: 200, longest: 2_000 }

/**
 * Makes the commits of one step, through the publisher: what it is about to do is on record before the branch moves, so a
 * step that is repeated after a crash finds the commits that it made.
 */
export const committing = (
  { run, request, step, record }: Pick<Asking, 'run' | 'request' | 'step' | 'record'>,
  { repository, publisher, inTurn, pause }: CommitWorld,
) => {
  let calls = 0
  const attempt = async (wanted: Wanted, call: number): Promise<Made | Publication> => {
    const prepared = await publisher.prepare(editsOf(wanted), messageOf(wanted, run, step.id))
    if (prepared.state === 'unchanged') return { unchanged: true }
    if (prepared.state === 'waits') return prepared
    if (prepared.state === 'outdated') throw new Error('A commit of whole files is never outdated.')
    const { id: commit, parent, ref } = prepared.commit
    if (await isElsewhere(parent, request, repository)) throw commitElsewhere(request.commit ?? '')
    await record({
      type: 'step.prepared',
      data: { step: step.id, call, commit: { commit, parent, ref } },
    })
    const published = await publisher.publish(prepared.commit)
    return published.state === 'published' ? { commit } : published
  }
  return async (wanted: Wanted): Promise<Made> => {
    const call = calls
    calls += 1
    const known = step.commits?.find(each => each.call === call)
    const before = await earlier(known, repository)
    if (before !== undefined) return { commit: before }
    for (let tries = 1; ; tries += 1) {
      const end = await inTurn('branch', () => attempt(wanted, call))
      if (!('state' in end)) return end
      if (tries >= mostTries(end)) throw refusal(end)
      await pause(Math.min(pauses.first * tries, pauses.longest))
    }
  }
}

/** The commit that this step made before it was cut off, if the branch has it. */
const earlier = async (
  known: { readonly commit: string } | undefined,
  repository: World['repository'],
): Promise<string | undefined> => {
  const { commit: head } = known ? await repository.head() : { commit: undefined }
  if (!known || head === undefined) return undefined
  const isThere = await repository.contains(head, known.commit).catch(() => false)
  return isThere ? known.commit : undefined
}

/** The person has switched to a branch that has not what started the job: its commit does not belong there. */
const isElsewhere = async (
  parent: string,
  { cause, commit }: Asking['request'],
  repository: World['repository'],
): Promise<boolean> =>
  cause.by !== 'hand' &&
  commit !== undefined &&
  !(await repository.contains(parent, commit).catch(() => false))

/** More than one for what passes by itself. */
const mostTries = (end: Publication): number => {
  if (end.state === 'moved') return patience.moved
  return end.state === 'waits' && end.blocker.reason === 'index-locked' ? patience.locked : 1
}

const refusal = (end: Publication) =>
  end.state === 'waits' ? commitBlocked(end.blocker.detail) : commitOutrun()

const encoder = new TextEncoder()

const editsOf = ({ files }: Wanted): Parameters<Publisher['prepare']>[0] =>
  files.map(({ path, content }) => ({
    file: path,
    content: content === null ? null : encoder.encode(content),
  }))

const messageOf = ({ message, trailers }: Wanted, run: string, step: string) => {
  const [subject = '', ...rest] = message.split('\n')
  return {
    subject,
    body: rest.join('\n').trim(),
    trailers: { ...trailers, 'Git-Doc-Run': run, ...(step !== 'all' && { 'Git-Doc-Step': step }) },
  }
}
