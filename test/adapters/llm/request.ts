import type { CompletionRequest } from '../../../src/ports/model.ts'

export const completionRequest = (
  prompt: { system?: string; user?: string } = {},
  run = 'commit/a',
): CompletionRequest => ({
  prompt: { system: 'You keep documents true.', user: 'The diff and the section.', ...prompt },
  run,
  answerLike: '## Usage\n',
})
