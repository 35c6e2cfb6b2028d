import type { DraftRequest } from '../../src/kinds/commit/drafter.ts'

/** A request with hardly more than a prompt. */
export const draftRequest = (prompt: { system?: string; user?: string } = {}): DraftRequest => ({
  prompt: {
    template: 'test@1',
    system: 'You keep documents true.',
    user: 'The diff and the section.',
    hash: '0',
    tokens: 20,
    omitted: [],
    ...prompt,
  },
  commit: {
    commit: 'a'.repeat(40),
    parents: [],
    subject: 'Add a flag',
    message: 'Add a flag\n',
    author: { name: 'Ada', email: 'ada@example.org' },
    committedAt: '2026-01-01T00:00:00Z',
    trailers: {},
    shallowBoundary: false,
  },
  diff: [],
  target: { file: 'README.md', section: 'Usage', strategy: 'mapping' },
  text: '## Usage\n',
})
