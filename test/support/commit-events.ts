import type { CommitEvent } from '../../src/events/commit.ts'
import type { Target } from '../../src/events/commit-parts.ts'

/** Events of a commit's run, as short as a test can say them. Ids are hexadecimal digits repeated: `sha('a')`. */
export const sha = (digit: string): string => digit.repeat(40)

export const target = (section: string, file = 'README.md'): Target => ({
  id: `${file}#${section}`,
  file,
  section,
  strategy: 'mapping',
  scope: 'whole',
  why: `src/**/*.ts is mapped to ${file}, “${section}”.`,
})

export const idOf = (section: string): string => target(section).id

const call = {
  provider: 'openai',
  model: 'small',
  milliseconds: 850,
  outcome: 'ok',
  inputTokens: 1_200,
  outputTokens: 140,
}

const answered = (section: string, cached: boolean) => ({
  target: idOf(section),
  key: `key-${section}`,
  provider: 'openai',
  model: 'small',
  template: 'section@1',
  cached,
  calls: cached ? [] : [call],
})

export const noticed: CommitEvent = {
  type: 'commit.noticed',
  data: {
    commit: sha('a'),
    parents: [sha('9')],
    subject: 'Read options from a file',
    branch: 'refs/heads/main',
  },
}

export const planned = (...sections: string[]): CommitEvent => ({
  type: 'commit.planned',
  data: {
    head: sha('a'),
    files: [
      {
        path: 'src/options.ts',
        status: 'modified',
        linesAdded: 12,
        linesRemoved: 3,
        symbols: { added: ['readOptions'], removed: [], changed: ['parse'] },
      },
    ],
    targets: sections.map(section => target(section)),
  },
})

export const skipped = (
  reason: Extract<CommitEvent, { type: 'commit.skipped' }>['data']['reason'],
): CommitEvent => ({ type: 'commit.skipped', data: { reason, detail: `Skipped: ${reason}.` } })

export const rewritten = (by: string | null = sha('e')): CommitEvent => ({
  type: 'commit.rewritten',
  data: {
    by,
    evidence: by === null ? 'unreachable' : 'post-rewrite',
    detail: by === null ? 'On no branch any more.' : 'Rewritten as eeeeeeee.',
  },
})

export const returned: CommitEvent = { type: 'commit.returned', data: {} }

export const moved = (branch = 'refs/heads/feature'): CommitEvent => ({
  type: 'commit.moved',
  data: { branch },
})

export const started: CommitEvent = { type: 'apply.started', data: {} }

export const deferred = (reason: string, ...sections: string[]): CommitEvent => ({
  type: 'apply.deferred',
  data: { reason, detail: `It waits: ${reason}.`, targets: sections.map(idOf) },
})

export const resumed: CommitEvent = { type: 'apply.resumed', data: {} }

export const drafted = (section: string, options: { cached?: boolean } = {}): CommitEvent => ({
  type: 'target.drafted',
  data: {
    ...answered(section, options.cached ?? false),
    before: sha('b'),
    text: `## ${section}\n\nOptions are read from a file.\n`,
    proofs: [],
  },
})

export const unchanged = (section: string, options: { cached?: boolean } = {}): CommitEvent => ({
  type: 'target.unchanged',
  data: answered(section, options.cached ?? false),
})

export const targetFailed = (section: string, code = 'MODEL_THROTTLED'): CommitEvent => ({
  type: 'target.failed',
  data: {
    target: idOf(section),
    code,
    reason: `No answer for ${section}.`,
    hint: 'Wait a minute.',
    calls: [{ ...call, outcome: 'throttled' }],
  },
})

/** Its document or section is gone. */
export const targetGone = (section: string): CommitEvent => ({
  type: 'target.failed',
  data: {
    target: idOf(section),
    code: 'SECTION_MISSING',
    reason: `README.md has no section "${section}".`,
    skip: true,
    calls: [],
  },
})

export const outdated = (section: string): CommitEvent => ({
  type: 'target.outdated',
  data: { target: idOf(section) },
})

export const prepared = (docCommit = sha('d'), parent = sha('a')): CommitEvent => ({
  type: 'commit.prepared',
  data: { docCommit, parent, ref: 'refs/heads/main', documents: [] },
})

export const headMoved: CommitEvent = {
  type: 'head.moved',
  data: { expected: sha('a'), found: sha('c') },
}

export const published = (docCommit = sha('d')): CommitEvent => ({
  type: 'commit.published',
  data: { docCommit, ref: 'refs/heads/main' },
})

export const recovered = (docCommit = sha('d')): CommitEvent => ({
  type: 'commit.recovered',
  data: { docCommit, ref: 'refs/heads/main' },
})

export const written: CommitEvent = { type: 'documents.written', data: { files: ['README.md'] } }

export const failed = (step: string, code = 'GIT_FAILED', hint?: string): CommitEvent => ({
  type: 'attempt.failed',
  data: { step, code, reason: `${step} went wrong.`, ...(hint ? { hint } : {}) },
})

export const retry: CommitEvent = { type: 'retry.requested', data: {} }

export const retryOf = (...sections: string[]): CommitEvent => ({
  type: 'retry.requested',
  data: { targets: sections.map(idOf) },
})

export const revert: CommitEvent = { type: 'revert.requested', data: {} }

export const refused = (code = 'REVERT_CONFLICT'): CommitEvent => ({
  type: 'revert.refused',
  data: {
    code,
    reason: 'README.md, “Usage” is no longer as dddddddd wrote it.',
    hint: 'Edit it by hand.',
    sections: [{ file: 'README.md', section: 'Usage' }],
  },
})
