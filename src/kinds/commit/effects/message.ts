import type { CommitRun } from '../../../machines/commit-run.ts'
import type { CommitMessage } from '../../../ports/publisher.ts'
import type { Settings } from '../../../ports/settings.ts'
import { docSubject } from '../doc-subject.ts'
import { draftedTargets } from './edits.ts'

/**
 * The message of a run's doc commit: the commit it documents, the sections it changes, and trailers that name the run
 * (SPEC B7).
 */
export const docCommitMessage = (
  run: CommitRun,
  name: string,
  settings: Settings,
): CommitMessage => {
  const { docCommitMessage: template } = settings.git
  const drafted = draftedTargets(run)
  return {
    subject: docSubject(template, {
      hash: run.commit.slice(0, 8),
      subject: run.subject,
      sections: drafted.map(({ section }) => section),
    }),
    body: drafted.map(({ file, section }) => `- ${file}: ${section}`).join('\n'),
    trailers: { 'Git-Doc-Commit': run.commit, 'Git-Doc-Run': name },
    ...creditsOf(settings),
  }
}

/** Whom a doc commit names, as the settings say. */
export const creditsOf = ({
  git,
}: Settings): Omit<CommitMessage, 'subject' | 'body' | 'trailers'> => ({
  author: git.docCommitAuthor,
  committer: git.docCommitCommitter,
  signOff: git.signOff,
  coAuthors: git.coAuthors,
})
