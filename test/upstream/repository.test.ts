import test from 'ava'
import * as fc from 'fast-check'
import {
  compareLink,
  isSameRepository,
  repositoryKey,
  shownAddress,
} from '../../src/upstream/repository.ts'
import { runs } from '../support/runs.ts'

const same = [
  'https://github.com/nats-io/nats-server',
  'https://github.com/nats-io/nats-server.git',
  'https://github.com/nats-io/nats-server/',
  'https://ada@github.com/Nats-IO/nats-server.git',
  'http://github.com:80/nats-io/nats-server',
  'git@github.com:nats-io/nats-server.git',
  'ssh://git@github.com/nats-io/nats-server.git',
  'ssh://git@github.com:22/nats-io/nats-server',
  'git://github.com/nats-io/nats-server.git',
  'git+ssh://git@github.com/nats-io/nats-server',
  'github.com:nats-io/nats-server',
]

test('a repository is the same over every protocol, with and without .git, user, port and case', t => {
  for (const address of same) {
    t.is(repositoryKey(address), 'github.com/nats-io/nats-server', address)
    t.true(isSameRepository([address], same))
  }
})

test('another host, owner or name is another repository', t => {
  for (const other of [
    'https://gitlab.com/nats-io/nats-server',
    'https://github.com/nats-io/nats',
    'https://github.com/ada/nats-server',
    'https://github.com/nats-io/nats-server/wiki',
    'https://github.com.example.org/nats-io/nats-server',
    'https://example.org/github.com/nats-io/nats-server',
  ])
    t.false(isSameRepository(same, [other]), other)
})

test('what is no address is the same as nothing', t => {
  for (const nothing of ['', '   ', 'nats-server', 'https://', 'https://github.com', '://x/y'])
    t.is(repositoryKey(nothing), undefined, nothing)
  t.false(isSameRepository([''], ['']))
})

test('files are repositories by their paths', t => {
  t.true(isSameRepository(['/srv/git/tool.git'], ['file:///srv/git/tool']))
})

test('a forge shows what is new at its own place', t => {
  t.is(
    compareLink('git@github.com:Nats-IO/nats-server.git', 'v2.10.24', 'v2.11.0'),
    'https://github.com/Nats-IO/nats-server/compare/v2.10.24...v2.11.0',
  )
  t.is(
    compareLink('https://gitlab.com/group/sub/tool', 'v1', 'a/b'),
    'https://gitlab.com/group/sub/tool/-/compare/v1...a%2Fb',
  )
  t.is(
    compareLink('http://git.example.org:3000/ada/tool.git', '1', '2'),
    'http://git.example.org:3000/ada/tool/compare/1...2',
  )
  t.is(compareLink('/srv/git/tool.git', '1', '2'), undefined)
})

test('an address is shown without a user and a password', t => {
  t.is(shownAddress('https://ada:key@example.org/x'), 'https://example.org/x')
  t.is(shownAddress('git@example.org:x/y'), 'git@example.org:x/y')
})

test('any path of any host is itself over every protocol', t => {
  const word = fc.stringMatching(/^[a-z][a-z0-9-]{1,9}$/)
  fc.assert(
    fc.property(word, word, word, (host, owner, name) => {
      const key = `${host}.org/${owner}/${name}`
      t.is(repositoryKey(`https://u:p@${host}.org/${owner}/${name}.git`), key)
      t.is(repositoryKey(`git@${host}.org:${owner}/${name}.git`), key)
      t.is(repositoryKey(`ssh://git@${host}.org:2222/${owner}/${name}/`), key)
    }),
    runs(100),
  )
})
