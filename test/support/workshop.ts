import { join } from 'node:path'
import { readStatus } from '../../src/adapters/state/status-file.ts'
import type { FullReport } from '../../src/app/reading.ts'
import { openSession } from '../../src/app/session.ts'
import { update } from '../../src/commands/commit/update.ts'
import type { Recorded } from '../../src/events/recorded.ts'
import type { CommitDetails } from '../../src/kinds/commit/kind.ts'
import type { ReportedRun } from '../../src/projections/status-report.ts'
import { memoryInbox } from './memory-inbox.ts'
import { type TestRepository, testRepository, testRepositoryAt } from './repository.ts'
import { nobody, type Stage } from './shared-setup.ts'

// Whoever opens a log listens for the end of the process, and the stories of a file run side by side in one.
process.setMaxListeners(0)

/** A report whose runs are those of commits. */
interface CommitReport extends FullReport {
  readonly runs: readonly (ReportedRun & CommitDetails)[]
}

/** A repository with a documented function or two, and git-doc at work in it with the offline provider, in this process. */
const workshopIn = (repository: TestRepository) => {
  const notes = memoryInbox()

  /** Opens everything for one deed, as a command does. */
  const open = async <Result>(
    deed: (workshop: Awaited<ReturnType<typeof openSession>>) => Promise<Result>,
  ): Promise<Result> => {
    const signal = new AbortController().signal
    const workshop = await openSession({
      cwd: repository.path,
      command: 'test',
      signal,
      warn() {},
    })
    try {
      const tools = { ...workshop.tools, inbox: notes.inbox }
      return await deed({ ...workshop, tools })
    } finally {
      await workshop.close()
    }
  }

  const work = (options: { from?: string; to?: string } = {}) =>
    open(({ tools }) => update(tools, { ...options, confirm: async () => true, onProgress() {} }))

  /** As it was published when the last deed ended. */
  const report = async (): Promise<CommitReport> =>
    (await readStatus(join(repository.path, '.git/git-doc'))) as CommitReport

  return {
    ...repository,
    notes,
    open,
    work,
    report,
    /** Every event of a commit's run. */
    events: (commit: string): Promise<readonly Recorded[]> =>
      open(({ tools }) => tools.log.read(`commit/${commit}`)),
    /** A commit's state with the reason's code, `skipped already-documented`; and whatever a person reads of it. */
    async stateOf(commit: string): Promise<string> {
      const run = (await report()).runs.find(run => run.commit === commit)
      return run ? [run.state, run.code].filter(Boolean).join(' ') : 'unknown'
    },
    /** Subjects of the branch, newest first. */
    subjects: (range = 'HEAD'): readonly string[] =>
      repository.git('log', '--format=%s', range).split('\n').filter(Boolean),
  }
}

/** Where stories of a workshop are played on (played-once.ts). */
export const workshops: Stage<ReturnType<typeof workshopIn>> = {
  begin() {
    const story = workshopIn(testRepository(nobody))
    return { folder: story.path, story }
  },
  goOn: (_, folder) => workshopIn(testRepositoryAt(folder)),
}
