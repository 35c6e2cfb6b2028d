import { GitDocError } from './error.ts'

export const receiptsContended = () =>
  new GitDocError(
    'RECEIPTS_CONTENDED',
    'The notes with the receipts changed at every attempt to write them.',
    { hint: 'Nothing is lost. They are written the next time, or with "git-doc receipts write".' },
  )

export const noRemote = () =>
  new GitDocError('NO_REMOTE', 'This branch has no remote, and there is no remote "origin".', {
    hint: 'Name one: "git-doc receipts push <remote>". "git remote -v" lists them.',
  })

/** `detail` is what Git said. */
export const remoteFailed = (remote: string, detail: string) =>
  new GitDocError('REMOTE_FAILED', `The remote ${remote} did not answer or refused: ${detail}`, {
    hint: `Check it with "git ls-remote ${remote}".`,
  })
