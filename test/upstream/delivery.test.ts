import test from 'ava'
import * as fc from 'fast-check'
import { headersOf } from '../../src/adapters/webhooks/head.ts'
import { Delivery } from '../../src/events/source.ts'
import { ignoredBy, readDelivery, sourcesOf } from '../../src/upstream/delivery.ts'
import { runs } from '../support/runs.ts'

const github = (event: string, body: object) =>
  readDelivery({ forge: 'github', id: 'one', event }, { repository, ...body })

const repository = {
  clone_url: 'https://github.com/ada/tool.git',
  ssh_url: 'git@github.com:ada/tool.git',
  html_url: 'https://github.com/ada/tool',
  default_branch: 'main',
}
const gitlabProject = {
  git_http_url: 'https://gitlab.com/ada/tool.git',
  git_ssh_url: 'git@gitlab.com:ada/tool.git',
  web_url: 'https://gitlab.com/ada/tool',
  default_branch: 'main',
}
const commit = 'b'.repeat(40)
const nothing = '0'.repeat(40)

const about = (strategy: 'tags' | 'releases' | 'commits', branch?: string) => ({ strategy, branch })

/** What each strategy makes of a delivery: `tags`, `releases`, `commits` of the default branch. */
const meaning = (delivery: ReturnType<typeof github>) =>
  delivery &&
  (['tags', 'releases', 'commits'] as const).map(each => ignoredBy(delivery, about(each)) ?? 'news')

const table: readonly (readonly [what: string, event: string, body: object, string[]])[] = [
  ['a pushed tag', 'push', { ref: 'refs/tags/v1', after: commit }, ['news', 'news', 'no-branch']],
  [
    'a pushed branch',
    'push',
    { ref: 'refs/heads/main', after: commit },
    ['no-tag', 'no-tag', 'news'],
  ],
  [
    'another branch',
    'push',
    { ref: 'refs/heads/x', after: commit },
    ['no-tag', 'no-tag', 'other-branch'],
  ],
  [
    'a tag that is gone',
    'push',
    { ref: 'refs/tags/v1', after: nothing, deleted: true },
    Array(3).fill('nothing-new'),
  ],
  ['a new tag', 'create', { ref: 'v1', ref_type: 'tag' }, ['news', 'news', 'no-branch']],
  ['a new branch', 'create', { ref: 'main', ref_type: 'branch' }, ['no-tag', 'no-tag', 'news']],
  [
    'a release',
    'release',
    { action: 'published', release: { tag_name: 'v1', prerelease: false } },
    ['news', 'news', 'no-branch'],
  ],
  [
    'a draft',
    'release',
    { action: 'created', release: { tag_name: 'v1', draft: true } },
    Array(3).fill('nothing-new'),
  ],
  [
    'a release that is gone',
    'release',
    { action: 'deleted', release: { tag_name: 'v1' } },
    Array(3).fill('nothing-new'),
  ],
  [
    'the first word of a hook',
    'ping',
    { zen: 'Keep it logically awesome.' },
    Array(3).fill('nothing-new'),
  ],
  ['a star', 'star', { action: 'created' }, Array(3).fill('unknown-event')],
  ['a push without a ref', 'push', { after: commit }, Array(3).fill('nothing-new')],
  ['a ref that is a number', 'push', { ref: 7, after: commit }, Array(3).fill('nothing-new')],
]

for (const [what, event, body, expected] of table)
  test(`${what} means ${expected.join(', ')} to tags, releases and commits`, t => {
    t.deepEqual(meaning(github(event, body)), expected)
  })

test('GitLab says the same in other words', t => {
  const gitlab = (event: string, body: object) =>
    readDelivery({ forge: 'gitlab', id: 'one', event }, { project: gitlabProject, ...body })
  const tag = gitlab('Tag Push Hook', {
    object_kind: 'tag_push',
    ref: 'refs/tags/v1',
    after: commit,
    checkout_sha: commit,
  })
  t.like(tag, { event: 'tag_push', ref: 'refs/tags/v1', commit })
  t.deepEqual(meaning(tag), ['news', 'news', 'no-branch'])
  const gone = { object_kind: 'tag_push', ref: 'refs/tags/v1', after: nothing, checkout_sha: null }
  t.deepEqual(meaning(gitlab('Tag Push Hook', gone)), Array(3).fill('nothing-new'))
  const pushed = { object_kind: 'push', ref: 'refs/heads/main', after: commit }
  t.deepEqual(meaning(gitlab('Push Hook', pushed)), ['no-tag', 'no-tag', 'news'])
  const release = gitlab('Release Hook', { object_kind: 'release', action: 'create', tag: 'v1' })
  t.deepEqual(release?.release, { tag: 'v1', prerelease: false })
  t.deepEqual(meaning(gitlab('Job Hook', { object_kind: 'build' })), Array(3).fill('unknown-event'))
})

test('a delivery is about every source that has its repository, over whatever protocol', t => {
  const delivery = github('push', { ref: 'refs/tags/v1', after: commit })
  const sources = {
    own: { repo: 'git@github.com:ada/tool.git', remotes: [] },
    mirror: { repo: 'https://example.org/tool', remotes: ['https://github.com/Ada/Tool'] },
    other: { repo: 'https://github.com/ada/other', remotes: [] },
  }
  t.deepEqual(delivery && sourcesOf(delivery, sources), ['own', 'mirror'])
})

test('whatever a body is, it is a delivery that can be recorded, or none', t => {
  const shape = fc.record(
    {
      ref: fc.anything(),
      after: fc.oneof(fc.anything(), fc.constant(commit)),
      deleted: fc.anything(),
      action: fc.anything(),
      tag: fc.anything(),
      object_kind: fc.oneof(fc.anything(), fc.constantFrom('push', 'tag_push', 'release')),
      release: fc.oneof(fc.anything(), fc.record({ tag_name: fc.string(), draft: fc.boolean() })),
      repository: fc.oneof(fc.anything(), fc.record({ clone_url: fc.string() })),
      project: fc.oneof(fc.anything(), fc.record({ git_http_url: fc.webUrl() })),
    },
    { requiredKeys: [] },
  )
  const forge = fc.constantFrom('github', 'gitlab', 'gitea', 'forgejo')
  const event = fc.constantFrom('push', 'create', 'release', 'ping', 'Tag Push Hook', 'x')
  fc.assert(
    fc.property(forge, event, fc.oneof(shape, fc.anything()), (of, name, body) => {
      const read = readDelivery({ forge: of, id: 'one', event: name }, body)
      if (!read) return
      const { news: _, defaultBranch: __, ...delivery } = read
      t.deepEqual(Delivery.parse(delivery), delivery)
      for (const strategy of ['tags', 'releases', 'commits'] as const)
        t.true(['undefined', 'string'].includes(typeof ignoredBy(read, about(strategy))))
      t.deepEqual(sourcesOf(read, { a: { repo: 'https://never.example.org/x', remotes: [] } }), [])
    }),
    runs(300),
  )
})

test('whatever headers are, they name a forge with an id that is a plain word, or none', t => {
  const name = fc.constantFrom(
    'x-github-event',
    'x-github-delivery',
    'x-hub-signature-256',
    'x-gitlab-event',
    'x-gitlab-token',
    'x-gitlab-event-uuid',
    'idempotency-key',
    'x-gitea-event',
    'x-gitea-delivery',
    'x-gitea-signature',
    'x-forgejo-event',
    'x-forgejo-delivery',
    'x-forgejo-signature',
  )
  fc.assert(
    fc.property(fc.dictionary(name, fc.string({ unit: 'binary' })), headers => {
      const found = headersOf(headers)
      if (!found) return
      t.regex(found.event, /^[\w .-]{1,100}$/)
      if (found.id !== undefined) t.regex(found.id, /^[\w.:{}-]{1,200}$/)
      t.not(found.proof, '')
    }),
    runs(300),
  )
})
