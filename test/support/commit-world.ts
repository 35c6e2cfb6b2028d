import { defaultSettings } from '../../src/adapters/config/keys.ts'
import { evolve, fold } from '../../src/engine/fold.ts'
import { unknownCommit } from '../../src/errors/git.ts'
import type { CommitEvent } from '../../src/events/commit.ts'
import { documentReader } from '../../src/kinds/commit/documents.ts'
import type { Drafter } from '../../src/kinds/commit/drafter.ts'
import type { World } from '../../src/kinds/commit/world.ts'
import { commit } from '../../src/machines/commit.ts'
import type { CommitRun } from '../../src/machines/commit-run.ts'
import type { Diff } from '../../src/ports/diff.ts'
import type { Publisher } from '../../src/ports/publisher.ts'
import type { CommitFacts, Repository } from '../../src/ports/repository.ts'
import { noticed, sha } from './commit-events.ts'
import { edited } from './diff.ts'

export const readme = [
  '# Tool',
  '',
  '## Usage',
  '',
  'Call `fetchAll()` first.',
  '',
  '## Options',
  '',
  'Set `--limit` to 10.',
  '',
].join('\n')

/** What a test says of the world; the rest is a repository with one commit that renamed a function, and one document. */
export interface Scene {
  readonly facts?: Partial<CommitFacts>
  readonly diff?: Diff
  readonly files?: Readonly<Record<string, string>>
  readonly head?: { readonly ref?: string | undefined; readonly commit?: string | undefined }
  readonly publisher?: Partial<Publisher>
  readonly drafter?: Partial<Drafter>
  readonly git?: Partial<World['settings']['git']>
  readonly world?: Partial<World>
}

export const renamed: Diff = [
  edited(
    'src/fetch.ts',
    ['export function fetchAll(url: string) {'],
    ['export function fetchEvery(url: string) {'],
    { oldBlob: sha('1'), newBlob: sha('2') },
  ),
]

const encoder = new TextEncoder()

const repositoryOf = ({ facts, diff = renamed, files = {}, head }: Scene): Repository => {
  const tree: Readonly<Record<string, string>> = { 'README.md': readme, ...files }
  const entryOf = (path: string) => ({ path, mode: '100644', blob: sha('b') })
  const commits = [sha('a'), sha('c'), sha('d')]
  return {
    facts: {
      root: '/scene',
      gitDirectory: '/scene/.git',
      commonDirectory: '/scene/.git',
      shallow: false,
      objectFormat: 'sha1',
    },
    head: async () => ({ ref: 'refs/heads/main', commit: sha('a'), ...head }),
    resolve: async revision => revision,
    commits: async () => [sha('a')],
    async commit(id) {
      if (!commits.includes(id)) throw unknownCommit(id)
      return {
        commit: id,
        parents: [sha('9')],
        subject: 'Rename fetchAll',
        message: 'Rename fetchAll\n',
        author: { name: 'Ada', email: 'ada@example.org' },
        committedAt: '2026-01-01T00:00:00.000Z',
        trailers: {},
        shallowBoundary: false,
        ...facts,
      }
    },
    contains: async () => true,
    branches: async () => ['refs/heads/main'],
    diff: async () => diff,
    async file(_, path) {
      const text = tree[path]
      return text === undefined ? undefined : { entry: entryOf(path), bytes: encoder.encode(text) }
    },
    blob: async () => undefined,
    tree: async () => Object.keys(tree).map(entryOf),
    prefetch: async () => {},
    close: async () => {},
  }
}

const nothingInTheWay: Publisher = {
  blocker: async () => undefined,
  prepare: async () => ({
    state: 'prepared',
    commit: { id: sha('d'), parent: sha('a'), ref: 'refs/heads/main', documents: [], files: [] },
  }),
  publish: async () => ({ state: 'published' }),
  published: async () => [],
  settle: async () => {},
  write: async () => ({ state: 'published' }),
  close: async () => {},
}

/** Answers each section with its text in other words. */
const obliging: Drafter = {
  name: 'scripted',
  model: 'small',
  free: true,
  draft: async ({ text }) => ({
    text: text.replaceAll('fetchAll', 'fetchEvery'),
    provider: 'scripted',
    model: 'small',
    proofs: [],
    calls: [],
  }),
}

/** A world of plain values, in which both sections of the document are mapped to the code. */
export const worldOf = (scene: Scene = {}): World => {
  const repository = repositoryOf(scene)
  return {
    repository,
    settings: {
      ...defaultSettings,
      mappings: ['Usage', 'Options'].map(section => ({
        code: ['src/**'],
        file: 'README.md',
        section,
      })),
      git: { ...defaultSettings.git, ...scene.git },
    },
    signal: new AbortController().signal,
    publisher: { ...nothingInTheWay, ...scene.publisher },
    drafter: { ...obliging, ...scene.drafter },
    ...documentReader(repository, defaultSettings.docFiles),
    ignored: async () => new Set<string>(),
    words: async () => new Set<string>(),
    redact: undefined,
    needsPermission: async () => false,
    nonce: () => 'nonce',
    cached: async () => undefined,
    documented: async () => undefined,
    waiting: async () => undefined,
    ...scene.world,
  }
}

/** A commit's run after it was noticed and some more. */
export const runAfter = (...events: readonly CommitEvent[]): CommitRun =>
  fold(commit, [noticed, ...events]).context as CommitRun

/** What an effect yields; each event must be one that the run's state takes. */
export const eventsOf = async (
  effect: AsyncIterable<CommitEvent>,
  past: readonly CommitEvent[] = [],
): Promise<readonly CommitEvent[]> => {
  let state = fold(commit, [noticed, ...past])
  const events: CommitEvent[] = []
  for await (const event of effect) {
    state = evolve(commit, state, event)
    events.push(event)
  }
  return events
}
