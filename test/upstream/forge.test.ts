import test from 'ava'
import { forgeHookOf } from '../../src/upstream/forge.ts'

const hook = { id: 4711, tokenEnv: 'TOKEN' }

const places = [
  ['https://github.com/nats-io/nats-server', 'github', 'https://api.github.com'],
  ['git@github.com:nats-io/nats-server.git', 'github', 'https://api.github.com'],
  ['https://github.example.org/nats-io/nats-server', 'github', 'https://github.example.org/api/v3'],
  ['https://gitlab.com/nats-io/nats-server.git', 'gitlab', 'https://gitlab.com/api/v4'],
] as const

test('the forge and its API are told from the address of the repository', t => {
  for (const [repo, forge, api] of places)
    t.deepEqual(forgeHookOf('nats', { repo, hook }), {
      forge,
      api,
      repository: 'nats-io/nats-server',
      id: 4711,
    })
})

test('groups of GitLab are part of the name', t => {
  const repo = 'ssh://git@gitlab.example.org:2222/one/two/tool.git'
  t.is(forgeHookOf('tool', { repo, hook }).repository, 'one/two/tool')
})

test('what the settings say comes before what the address tells', t => {
  const given = { ...hook, repo: 'https://git.example.org/ada/fork', forge: 'gitlab' as const }
  const found = forgeHookOf('tool', { repo: 'https://github.com/a/tool', hook: given })
  t.like(found, { forge: 'gitlab', api: 'https://git.example.org/api/v4', repository: 'ada/fork' })
  const api = 'https://git.example.org/gitlab/api/v4/'
  t.is(
    forgeHookOf('tool', { repo: '/x', hook: { ...given, api } }).api,
    'https://git.example.org/gitlab/api/v4',
  )
})

for (const [what, repo, more, code] of [
  ['a source without a webhook', 'https://github.com/a/b', undefined, 'FORGE_HOOK_MISSING'],
  ['a host that says nothing', 'https://git.example.org/a/b', hook, 'FORGE_UNKNOWN'],
  ['a host that only looks like one', 'https://notgithub.org/a/b', hook, 'FORGE_UNKNOWN'],
  ['a repository on this machine', '/srv/git/tool', hook, 'FORGE_UNKNOWN'],
  ['Codeberg', 'https://codeberg.org/a/b', hook, 'FORGE_WITHOUT_LIST'],
  ['Gitea', 'https://gitea.example.org/a/b', hook, 'FORGE_WITHOUT_LIST'],
] as const)
  test(`${what} cannot be asked for deliveries: ${code}`, t => {
    t.throws(() => forgeHookOf('tool', { repo, hook: more }), { code })
  })
