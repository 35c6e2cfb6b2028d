import { GitDocError } from './error.ts'

export const noHistory = () =>
  new GitDocError('NO_HISTORY', 'There is no commit yet, so nothing has changed often.', {
    hint: 'Commit something first.',
  })
