import type { DocCommits, DocumentEdit } from '../../ports/doc-commits.ts'
import { standing } from './doc-commits/obstacle.ts'
import type { Place } from './doc-commits/place.ts'
import { prepareDocCommit } from './doc-commits/prepare.ts'
import { type PublishStep, publishDocCommit } from './doc-commits/publish.ts'
import { readJournal } from './doc-commits/publish-journal.ts'
import { recover } from './doc-commits/recover.ts'
import { withScratch } from './doc-commits/scratch.ts'
import { documentPath } from './doc-commits/worktree-file.ts'
import { writeOnly } from './doc-commits/write-only.ts'

/** Where doc commits are made, and how patiently. */
export interface DocCommitOptions extends Place {
  /** Milliseconds a signature may take: nobody may be there to type a passphrase. */
  readonly signingTimeout?: number
  /** Hears of each step of a publication when it is done. */
  onStep?(step: PublishStep): void
}

/** Doc commits made by native Git's plumbing, beside the person's index and under its lock. */
export const openDocCommits = (options: DocCommitOptions): DocCommits => {
  const { root, gitDirectory, commonDirectory, signingTimeout = 60_000 } = options
  const place: Place = { root, gitDirectory, commonDirectory }
  const assertInside = (edits: readonly DocumentEdit[]) => {
    for (const { file } of edits) documentPath(root, file)
  }
  return {
    obstacle: async () => (await standing(place)).obstacle,
    prepare: (edits, message, amend) =>
      withScratch(gitDirectory, async scratch => {
        assertInside(edits)
        await recover(place, scratch)
        return prepareDocCommit(place, edits, message, { scratch, signingTimeout, amend })
      }),
    publish: (commit, edits) =>
      withScratch(gitDirectory, scratch =>
        publishDocCommit(place, commit, edits, {
          scratch,
          onStep: step => options.onStep?.(step),
        }),
      ),
    async settle() {
      if (await readJournal(gitDirectory))
        await withScratch(gitDirectory, scratch => recover(place, scratch))
    },
    write: edits =>
      withScratch(gitDirectory, async scratch => {
        assertInside(edits)
        await recover(place, scratch)
        return writeOnly(place, edits, scratch)
      }),
  }
}
