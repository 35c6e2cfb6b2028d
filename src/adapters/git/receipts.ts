import { setTimeout as pause } from 'node:timers/promises'
import { receiptsContended } from '../../errors/receipts.ts'
import type { NoteLine, Receipts } from '../../ports/receipts.ts'
import type { RepositoryPaths } from '../../ports/repository.ts'
import { catFileAnswer, parseCatFile } from './answers.ts'
import { parseLinks } from './commit-object.ts'
import type { ReadObject } from './objects.ts'
import { openNotes, receiptsRef } from './receipts/notes.ts'
import { defaultRemote, fetchNotes, pushNotes } from './receipts/remote.ts'
import { openStream } from './streams.ts'

/** How often to try again when somebody else changed the notes, and the pause before (milliseconds). */
const patience = { times: 8, pause: 25 }

/** Receipts as Git notes, written without touching anything else of the repository. */
export const openReceipts = ({ root, commonDirectory }: RepositoryPaths): Receipts => {
  const stream = openStream(['cat-file', '--batch'], { cwd: root, collector: catFileAnswer })
  const read: ReadObject = async id => parseCatFile(await stream.ask(id))
  const notes = openNotes({ root, commonDirectory, read })

  /** Repeats a step that says `false` because the notes were changed by somebody else. */
  const untilDone = async (step: () => Promise<boolean>): Promise<void> => {
    for (let tries = 1; !(await step()); tries += 1) {
      if (tries === patience.times) throw receiptsContended()
      await pause(patience.pause * tries)
    }
  }
  const fetch = async (remote: string): Promise<boolean> => {
    const theirs = await fetchNotes(root, remote)
    if (theirs === undefined) return false
    await untilDone(() => notes.merge(theirs))
    return true
  }
  return {
    add: (lines: readonly NoteLine[]) => untilDone(() => notes.add(lines)),
    async trees(commits) {
      const found = await Promise.all(
        [...new Set(commits)].map(async commit => {
          const object = await read(commit)
          return object?.type === 'commit' ? [[commit, parseLinks(object.bytes).tree] as const] : []
        }),
      )
      return new Map(found.flat())
    },
    notes: notes.read,
    remote: () => defaultRemote(root),
    fetch,
    async push(remote) {
      const tip = await notes.tip()
      if (tip === undefined) return false
      await untilDone(async () => {
        if (await pushNotes(root, remote, receiptsRef)) return true
        await fetch(remote)
        return false
      })
      return true
    },
    close: stream.close,
  }
}
