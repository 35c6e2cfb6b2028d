import type { Blocker, Makers, Publication, Publisher } from '../../ports/publisher.ts'
import type { RepositoryPaths } from '../../ports/repository.ts'
import { commitsOfRun } from './commits-of-run.ts'
import { alone, isPublicationLeft } from './publisher/alone.ts'
import { indexLocked, preflight, waits } from './publisher/preflight.ts'
import { prepareCommit } from './publisher/prepare.ts'
import { type PublishStep, publishCommit } from './publisher/publish.ts'
import { openReader } from './publisher/reader.ts'
import { documentsBlocker, repositoryBlocker } from './publisher/readiness.ts'
import { recover } from './publisher/recover.ts'
import { removeLeftScratch, withScratch } from './publisher/scratch.ts'
import { documentPath } from './publisher/worktree-file.ts'
import { writeOnly } from './publisher/write-only.ts'

/** Where commits are made, and how patiently. */
export interface PublisherOptions extends RepositoryPaths {
  /** Milliseconds a signature may take: nobody may be there to type a passphrase. */
  readonly signingTimeout?: number
  /** Gets each step of a publication when it is done. */
  onStep?(step: PublishStep): void
}

/** Commits made by native Git's plumbing, beside the person's index and under its lock. */
export const openPublisher = (options: PublisherOptions): Publisher => {
  const { root, gitDirectory, commonDirectory, signingTimeout = 60_000 } = options
  const reader = openReader({ root, gitDirectory, commonDirectory })
  const assertInside = (edits: readonly { readonly file: string }[]) => {
    for (const { file } of edits) documentPath(root, file)
  }
  // What was found in order is not asked again: the person changes it seldom, and `prepare` meets it in any case.
  const ready = new Set<string>()
  const unready = async ({ author, committer }: Makers): Promise<Blocker | undefined> => {
    const makers = JSON.stringify([author, committer])
    if (ready.has(makers)) return undefined
    const blocker = await repositoryBlocker(reader, { author, committer, signingTimeout })
    if (!blocker) ready.add(makers)
    return blocker
  }
  const settle = async () => {
    await removeLeftScratch(gitDirectory)
    if (await isPublicationLeft(gitDirectory))
      await alone(gitDirectory, 'settles', () =>
        withScratch(gitDirectory, scratch => recover(reader, scratch)),
      )
  }
  const publishing = async (
    work: (scratch: string) => Promise<Publication>,
  ): Promise<Publication> => {
    const end = await alone(gitDirectory, 'publishes', () => withScratch(gitDirectory, work))
    return end ?? waits(indexLocked('Another git-doc process publishes a commit here.'))
  }
  return {
    async blocker(work) {
      const now = await preflight(reader, work?.basis)
      if (now.blocker || !work) return now.blocker
      return (await unready(work)) ?? (await documentsBlocker(reader, work.files))
    },
    async prepare(edits, message, basis, { amend = false } = {}) {
      assertInside(edits)
      await settle()
      return prepareCommit(reader, edits, message, basis, { signingTimeout, amend })
    },
    publish: (commit, edits = []) =>
      publishing(scratch =>
        publishCommit(reader, commit, edits, {
          scratch,
          onStep: step => options.onStep?.(step),
        }),
      ),
    published: run => commitsOfRun(root, run),
    settle,
    write: (edits, basis) =>
      publishing(async scratch => {
        assertInside(edits)
        await recover(reader, scratch)
        return writeOnly(reader, edits, basis, scratch)
      }),
    close: reader.close,
  }
}
