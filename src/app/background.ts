import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { WorkerMessage } from '../adapters/state/background-log.ts'
import type { RepositoryFacts } from '../ports/repository.ts'
import { environment, now, openRepositoryAt, type Place, settled } from './place.ts'

/** What an unattended worker needs besides its tools: when to begin, whether to begin again, and where to write messages. */
export interface Background {
  /**
   * Waits until no Git operation is in progress and new commits have stopped arriving, within limits. False if another
   * worker does the work.
   */
  ready(): Promise<boolean>
  /** Call this with the lock held. From then on, hooks rely on the lock's holder and start no worker. */
  begun(): void
  /**
   * Whether there is more work than was seen: a newer note, or a branch that moved. After `busy`, whether there are
   * notes that the lock's previous holder may have missed.
   */
  more(seen: Seen | 'busy'): Promise<boolean>
  /** Adds a message to the worker's log. */
  record(message: WorkerMessage): Promise<void>
  close(): Promise<void>
}

/** What a worker knew when it ended: the notes it found, and the commit up to which it read the branch. */
export interface Seen {
  readonly notes: ReadonlySet<string>
  readonly head: string | undefined
  /** Whether a run waits because another Git command holds the index. */
  readonly locked: boolean
}

/**
 * In milliseconds: how often to look, how long it must be quiet, and how long to wait for quiet and for the end of a
 * Git operation.
 */
const patience = { glance: 50, quiet: 300, commits: 5_000, operation: 60_000 }

/**
 * Waits until no Git operation is in progress and new commits have stopped arriving, within limits: then one run handles
 * several commits in a row.
 */
export const calm = async (facts: RepositoryFacts, folder: string): Promise<void> => {
  const { waitingNotes } = await import('../adapters/state/inbox.ts')
  await operationEnded(facts)
  await quiet(() => waitingNotes(folder))
}

/** How often in a row to try again after the index was locked: what locks it each time is not a person. */
export const mostLocked = 5

export const openBackground = async (place: Place): Promise<Background> => {
  const repository = await openRepositoryAt(place.cwd)
  try {
    const { folder } = await settled(repository, place)
    const { openWorkerMarker } = await import('../adapters/state/worker-marker.ts')
    const { waitingNotes } = await import('../adapters/state/inbox.ts')
    const { recordBackground } = await import('../adapters/state/background-log.ts')
    const marker = openWorkerMarker(folder)
    let first = true
    let lockedRounds = 0
    return {
      async ready() {
        // The hook that started this process made the marker. After the first round the worker makes it itself.
        if (!(await marker.claim(first))) return false
        first = false
        const beat = setInterval(() => marker.touch(), patience.operation)
        await calm(repository.facts, folder)
        clearInterval(beat)
        return true
      },
      begun: () => marker.clear(),
      async more(seen) {
        marker.clear()
        const waiting = await waitingNotes(folder)
        if (seen === 'busy') return waiting.length > 0 && !(await isHeld(folder))
        if (waiting.some(note => !seen.notes.has(note))) return true
        if ((await repository.head()).commit !== seen.head) return true
        lockedRounds = seen.locked ? lockedRounds + 1 : 0
        return seen.locked && lockedRounds <= mostLocked && indexUnlocked(repository.facts)
      },
      record: message => recordBackground(folder, now(), message),
      async close() {
        marker.clear()
        await repository.close()
      },
    }
  } catch (error) {
    await repository.close()
    throw error
  }
}

/**
 * Whether the index's lock is gone within the time that an operation gets, or already. No hook says so where a person gives
 * up a commit (docs/decisions/0025).
 */
export const indexUnlocked = (
  { gitDirectory }: RepositoryFacts,
  signal?: AbortSignal,
): Promise<boolean> => {
  const lock = join(gitDirectory, 'index.lock')
  if (!existsSync(lock)) return Promise.resolve(true)
  return new Promise(resolve => {
    const end = (unlocked: boolean) => {
      watcher.close()
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
      resolve(unlocked)
    }
    const giveUp = () => end(false)
    const look = () => existsSync(lock) || end(true)
    signal?.addEventListener('abort', giveUp)
    const watcher = watch(gitDirectory, look).on('error', () => end(false))
    const timer = setTimeout(() => end(false), patience.operation)
    // It may have gone before the watch began.
    look()
  })
}

/**
 * Waits for a Git operation to end: a rebase runs hooks before it removes its state, and a multi-commit cherry-pick
 * before each pick.
 */
const operationEnded = async (facts: RepositoryFacts): Promise<void> => {
  const { operationInProgress } = await import('../adapters/git/publisher/preflight.ts')
  for (let waited = 0; waited < patience.operation; waited += patience.glance) {
    const operation = await operationInProgress(facts)
    // A bisect does not end soon.
    if (!operation || operation.reason === 'bisect') return
    await pause(patience.glance)
  }
}

/** Waits until commits stop arriving, so that one run handles several commits in a row. */
const quiet = async (waiting: () => Promise<readonly string[]>): Promise<void> => {
  let before = (await waiting()).length
  let still = 0
  for (let waited = 0; waited < patience.commits && still < patience.quiet; ) {
    await pause(patience.glance)
    const count = (await waiting()).length
    still = count === before ? still + patience.glance : 0
    before = count
    waited += patience.glance
  }
}

/**
 * Starts a worker if hooks left notes, or commands requests, while somebody else held the lock, because they relied on
 * its holder to look once more; or if `isLeft` says that there is other work. Does nothing if no hooks are installed.
 */
export const wakeForInbox = async (
  { root, commonDirectory }: RepositoryFacts,
  folder: string,
  isLeft: () => boolean = () => false,
): Promise<void> => {
  const { GIT_DOC_ACTIVE, GIT_DOC_SKIP } = environment()
  if (GIT_DOC_ACTIVE || GIT_DOC_SKIP || !(isLeft() || (await isWorkWaiting(folder)))) return
  if (await isHeld(folder)) return
  const { startWorker } = await import('../adapters/hooks/worker.ts')
  await startWorker(root, commonDirectory)
}

/** Whether a note or a request lies in the inbox. */
const isWorkWaiting = async (folder: string): Promise<boolean> => {
  const { waitingNotes } = await import('../adapters/state/inbox.ts')
  const { waitingRequests } = await import('../adapters/state/waiting-requests.ts')
  return [...(await waitingNotes(folder)), ...(await waitingRequests(folder))].length > 0
}

const isHeld = async (folder: string): Promise<boolean> => {
  const { holderOf } = await import('../adapters/state/run-lock.ts')
  return (await holderOf(folder)) !== undefined
}
