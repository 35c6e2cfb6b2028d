import { setTimeout as pause } from 'node:timers/promises'
import type { RepositoryFacts } from '../ports/repository.ts'
import { now, openRepositoryAt, type Place, settled } from './place.ts'

/** What a worker that nobody watches needs beside its tools: when to begin, whether to begin again, where to say so. */
export interface Background {
  /** Waits until nothing is under way and commits have stopped coming, but not for ever; false if another worker does. */
  ready(): Promise<boolean>
  /** To be called with the lock held: from now on whoever commits leaves the waking to the lock's holder. */
  begun(): void
  /**
   * Whether there is more to do than what was seen: a note that came since, a branch that moved on. After `busy`, whether
   * there are notes that the lock's holder, gone by now, may not have seen.
   */
  more(seen: Seen | 'busy'): Promise<boolean>
  record(what: string): Promise<void>
  close(): Promise<void>
}

/** What a worker knew when it ended: the notes it found, and the commit that was checked out. */
export interface Seen {
  readonly notes: ReadonlySet<string>
  readonly head: string | undefined
}

/** Milliseconds: how often to look, how long it must be quiet, and how long to wait for that and for an operation's end. */
const patience = { glance: 50, quiet: 300, commits: 5_000, operation: 60_000 }

export const openBackground = async (place: Place): Promise<Background> => {
  const repository = await openRepositoryAt(place.cwd)
  try {
    const { folder } = await settled(repository, place, 'warn')
    const { openWaking } = await import('../adapters/state/waking.ts')
    const { waitingNotes } = await import('../adapters/state/inbox.ts')
    const { recordBackground } = await import('../adapters/state/background-log.ts')
    const waking = openWaking(folder)
    let first = true
    return {
      async ready() {
        // The hook that started us made the mark; after that it is whoever is first.
        if (!(await waking.claim(first))) return false
        first = false
        const beat = setInterval(() => waking.touch(), patience.operation)
        await operationEnded(repository.facts)
        await quiet(() => waitingNotes(folder))
        clearInterval(beat)
        return true
      },
      begun: () => waking.clear(),
      async more(seen) {
        waking.clear()
        const waiting = await waitingNotes(folder)
        if (seen === 'busy') return waiting.length > 0 && !(await isHeld(folder))
        if (waiting.some(note => !seen.notes.has(note))) return true
        return (await repository.head()).commit !== seen.head
      },
      record: what => recordBackground(folder, now(), what),
      async close() {
        waking.clear()
        await repository.close()
      },
    }
  } catch (error) {
    await repository.close()
    throw error
  }
}

/** A rebase tells of itself before it has cleared its state away, a row of picks before each of them. */
const operationEnded = async (facts: RepositoryFacts): Promise<void> => {
  const { operationUnderWay } = await import('../adapters/git/doc-commits/obstacle.ts')
  for (let waited = 0; waited < patience.operation; waited += patience.glance) {
    const operation = await operationUnderWay(facts)
    // Nobody bisects in passing.
    if (!operation || operation.reason === 'bisect') return
    await pause(patience.glance)
  }
}

/** Several commits in a row are taken up together, rather than each in a race with the next. */
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
 * Wakes a worker if hooks left notes while somebody else held the lock: they counted on its holder to look once more.
 * Does nothing where no hooks are installed.
 */
export const wakeForNotes = async (
  { root, commonDirectory }: RepositoryFacts,
  folder: string,
): Promise<void> => {
  const { GIT_DOC_ACTIVE, GIT_DOC_SKIP } = process.env
  const { waitingNotes } = await import('../adapters/state/inbox.ts')
  if (GIT_DOC_ACTIVE || GIT_DOC_SKIP || (await waitingNotes(folder)).length === 0) return
  if (await isHeld(folder)) return
  const { startWorker } = await import('../adapters/hooks/worker.ts')
  await startWorker(root, commonDirectory)
}

const isHeld = async (folder: string): Promise<boolean> => {
  const { readRunLock } = await import('../adapters/state/run-lock.ts')
  const lock = await readRunLock(folder)
  return lock !== undefined && !lock.stale
}
