import test from 'ava'
import { kept, type Release } from '../../packs/changelog/keep.ts'
import { faultsIn, withoutComments } from '../../packs/commit-lint/rules.ts'
import {
  type Change,
  changeOf,
  entryOf,
  standing,
  versionsIn,
  webAddress,
} from '../../packs/conventional-commits/commits.ts'
import {
  hasHeader,
  isGenerated,
  licenceIn,
  withHeader,
} from '../../packs/licence-headers/headers.ts'
import { groupsOf, peopleOf } from '../../packs/release-notes/groups.ts'
import { reportOf, todosIn } from '../../packs/todo-report/find.ts'

let made = 0
const commit = (subject: string, body = '', name = 'Ada') => {
  made += 1
  const id = made.toString(16).padStart(7, 'a')
  return {
    commit: id.padEnd(40, '0'),
    subject,
    body,
    author: { name, email: `${name}@b` },
    date: '2026-01-01',
  }
}
const change = (subject: string, body = ''): Change => {
  const found = changeOf(commit(subject, body))
  if (!found) throw new Error(subject)
  return found
}

test('conventional commits are read with scope, breaks and pull request', t => {
  t.like(change('feat(api)!: add x (#12)'), {
    type: 'feat',
    scope: 'api',
    breaking: true,
    what: 'add x',
    pull: '12',
  })
  t.like(change('fix: y.', 'why\n\nBREAKING CHANGE: z is\ngone\n\nRefs: #3'), {
    breaking: true,
    warning: 'z is gone',
    what: 'y',
  })
  for (const subject of ['Merge branch a', 'fix stuff', 'feat:', 'http://example.org'])
    t.is(changeOf(commit(subject)), undefined, subject)
})

test('what was taken back does not count', t => {
  const one = commit('feat: a')
  const back = commit('Revert "feat: a"', `This reverts commit ${one.commit}.`)
  const other = commit('fix: b')
  t.deepEqual(standing([other, back, one]), [other])
  t.deepEqual(standing([back]), [back], 'of a version before, it does')
})

test('versions are in their order, whatever the order of tags', t => {
  const tags = ['v1.10.0', 'v1.9.0', '2.0.0-rc.1', 'v2.0.0', 'other', 'pkg@3.0.0'].map(name => ({
    name,
    commit: name,
    date: '2026-01-02T00:00:00Z',
  }))
  const of = (prefix: string, prereleases: boolean) =>
    versionsIn(tags, { prefix, prereleases }).map(({ version }) => version)
  t.deepEqual(of('', false), ['2.0.0', '1.10.0', '1.9.0'])
  t.deepEqual(of('', true), ['2.0.0', '2.0.0-rc.1', '1.10.0', '1.9.0'])
  t.deepEqual(of('pkg@', false), ['3.0.0'])
})

test('addresses of remotes lead to the web without what is secret in them', t => {
  for (const remote of [
    'https://github.com/a/b.git',
    'git@github.com:a/b.git',
    'ssh://git@github.com:22/a/b',
    'https://x:y@github.com/a/b',
  ])
    t.is(webAddress(remote), 'https://github.com/a/b', remote)
  t.is(webAddress('/srv/a.git'), undefined)
  t.is(webAddress(null), undefined)
})

const web = 'https://github.com/a/b'
const release = (version: string | undefined, ...changes: Change[]): Release => ({
  version: version === undefined ? undefined : { version, day: '2026-02-03', tag: `v${version}` },
  changes,
})

test('a changelog begins with all versions, and is left as it is when nothing is missing', t => {
  const releases = [
    release(undefined, change('feat: b (#2)')),
    release('1.0.0', change('fix(x): `a <b>` and <c>'), change('docs: none')),
  ]
  const text = kept(null, releases, web) ?? ''
  t.regex(
    text,
    /## \[Unreleased\]\n\n### Added\n\n- B \(\[#2\]\(https:\/\/github\.com\/a\/b\/pull\/2\)\)\n\n## \[1\.0\.0\] - 2026-02-03\n\n### Fixed\n\n- \*\*x:\*\* `a <b>` and \\<c> \(\[a/,
  )
  t.regex(text, /\n\[Unreleased\]: https:\/\/github\.com\/a\/b\/compare\/v1\.0\.0\.\.\.HEAD\n$/)
  t.is(kept(text, releases, web), text)
  const odd = `${text.replace('### Fixed\n\n', '### Fixed\n\n\n')}\n\n`
  t.is(kept(odd, releases, web), odd, 'nor is anything tidied up')
})

test('what people wrote stays, and goes with the version that comes', t => {
  const own = change('feat: own (#7)')
  const before =
    '# Changes\n\nHello\n\n## Unreleased\n\nBig one.\n\n### Added\n\n- In my words (#7)\n  and more\n- By hand\n\n### Upgrading\n\n- Read this\n\n## v1.0.0 - 2026-01-01\n\n* odd  text\n\n\n'
  const base = release('1.0.0')
  const same = kept(before, [release(undefined, own), base], web)
  t.is(same, before)
  const fix = change('fix!: c')
  const next = kept(before, [release(undefined), release('1.1.0', own, fix), base], web) ?? ''
  t.is(
    next,
    `# Changes\n\nHello\n\n## Unreleased\n\n## v1.1.0 - 2026-02-03\n\nBig one.\n\n### Added\n\n- In my words (#7)\n  and more\n- By hand\n\n### Fixed\n\n- ${entryOf(fix, web)}\n\n### Upgrading\n\n- Read this\n\n## v1.0.0 - 2026-01-01\n\n* odd  text\n`,
  )
  t.is(kept('# C\n\n## 7.0.0\n\n- x\n', [release(undefined, own), base], web), undefined)
  t.true(
    kept(before.replaceAll('\n', '\r\n'), [release(undefined, fix), base], web)?.includes(
      '\r\n- **Breaking:** C',
    ),
  )
})

const rules = { types: ['feat', 'fix'], scopes: [], conventional: true, longest: 50 }
test('messages are judged by the rules', t => {
  for (const good of [
    'feat: a',
    'fix(x)!: b\n\nmore',
    'Merge branch "a"',
    'fixup! what',
    'Revert "feat: a"',
    'feat: 50 ünïcödé…',
    '1.2.3',
  ])
    t.deepEqual(faultsIn(good, rules), [], good)
  for (const [bad, says] of [
    ['', /empty/],
    ['add x', /does not begin with a type/],
    ['docs: x', /none of feat, fix/],
    ['feat(): x', /scope is empty/],
    ['feat:x', /space/],
    ['feat: ', /nothing/],
    ['feat: x.', /full stop/],
    [`feat: ${'x'.repeat(60)}`, /66 characters/],
    ['feat: x\nmore', /second line/],
  ] as const)
    t.regex(faultsIn(bad, rules).join('; '), says, bad)
  t.regex(faultsIn('feat(b): x', { ...rules, scopes: ['a'] }).join(), /scope b/)
  t.deepEqual(faultsIn('Add x', { ...rules, conventional: false }), [])
  t.is(
    withoutComments(
      'feat: a\n# comment\n\n# ------------------------ >8 ------------------------\ndiff',
    ),
    'feat: a',
  )
})

test('headers go below what must come first, and no file gets a second one', t => {
  const own = { licence: 'MIT', holder: '' }
  t.is(
    withHeader('a.js', '#!/usr/bin/env node\nx()\n', own),
    '#!/usr/bin/env node\n// SPDX-License-Identifier: MIT\n\nx()\n',
  )
  t.is(
    withHeader('a.py', '# -*- coding: utf-8 -*-\r\nx\r\n', own),
    '# -*- coding: utf-8 -*-\r\n# SPDX-License-Identifier: MIT\r\n\r\nx\r\n',
  )
  t.is(
    withHeader('a.css', '\uFEFFa {}\n', { licence: 'MIT', holder: '2026 Ada' }),
    '\uFEFF/* SPDX-FileCopyrightText: 2026 Ada */\n/* SPDX-License-Identifier: MIT */\n\na {}\n',
  )
  t.is(withHeader('a.unknown', 'x', own), undefined)
  for (const text of [
    '// SPDX-License-Identifier: MIT',
    '/*\n * Copyright 2020 A\n */',
    '// Licensed under the MIT license',
  ])
    t.true(hasHeader(text))
  t.false(hasHeader('const license = read()\n'))
  t.true(isGenerated('// Code generated by x. DO NOT EDIT.'))
  t.is(licenceIn('package.json', '{"license": "MIT OR Apache-2.0"}'), 'MIT OR Apache-2.0')
  t.is(licenceIn('package.json', '{"license": "SEE LICENSE IN x"}'), undefined)
  t.is(licenceIn('Cargo.toml', 'license = "MIT"'), 'MIT')
})

test('notes list conventional commits by kind, and others as they are', t => {
  const titles = (...subjects: string[]) =>
    groupsOf(
      subjects.map(subject => commit(subject)),
      undefined,
    ).map(({ title, entries }) => [title, entries.length])
  t.deepEqual(titles('feat: a', 'fix: b', 'chore: c', 'fix(deps): d', 'feat!: e'), [
    ['What breaks', 1],
    ['New', 1],
    ['Fixed', 1],
  ])
  t.deepEqual(titles('Add a', 'Correct b', 'Merge branch c', 'bump version'), [['Changes', 2]])
  t.deepEqual(
    peopleOf([
      commit('a', '', 'Ada'),
      commit('b', '', 'Bob'),
      commit('c', '', 'Bob'),
      commit('d', '', 'renovate[bot]'),
    ]),
    ['Bob', 'Ada'],
  )
})

test('only what a comment begins with is left to do', t => {
  const words = ['TODO', 'FIXME']
  const text =
    '// TODO(ann): say <more>\nconst TODO = 1\n/* FIXME */\nx() # TODO: y\n"TODO: no"\n * @todo z\n// TODOs are fine\n'
  t.deepEqual(
    todosIn('a.js', text, words).map(({ word, who, what, line }) => [word, who, what, line]),
    [
      ['TODO', 'ann', 'say <more>', 1],
      ['FIXME', '', '', 3],
      ['TODO', '', 'y', 4],
    ],
  )
  t.is(
    reportOf(todosIn('a.js', text, words), words, undefined),
    '# Left to do\n\n## TODO (2)\n\n- say \\<more> (ann), `a.js:1`\n- y, `a.js:4`\n\n## FIXME (1)\n\n- no words, `a.js:3`\n',
  )
})
