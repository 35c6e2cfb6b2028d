import test from 'ava'
import { parseTrailers } from '../../src/adapters/git/trailers.ts'
import { countApprovals } from '../../src/releases/approvals.ts'
import { defaultLayout } from '../../src/releases/layout.ts'
import { manifestNames, withManifestVersion } from '../../src/releases/manifest-version.ts'
import { whyNot } from '../../src/releases/permission.ts'
import { everReleased, pointerSteps, versionBefore } from '../../src/releases/pointer-history.ts'
import { pointerMessage, readPointerTrailers } from '../../src/releases/pointer-trailers.ts'
import { layoutFrom } from '../../src/releases/settings-layout.ts'
import { reportHash, reportOf, rulesName, rulesVersion } from '../../src/releases/staging-report.ts'

const person = { name: 'Ada', email: 'ada@example.org' }

/** A commit with this pointer; its parents by their pointers. */
const commit = (id: string, text: string | undefined, ...before: (string | undefined)[]) => ({
  ...{ commit: id, text, before, author: person, committer: person },
  parents: before.map((_, at) => `${id}-${at}`),
  ...{ at: '2026-01-01T00:00:00Z', subject: '', message: '', trailers: {} },
})

const pointer = (versions: Record<string, string>) => JSON.stringify(versions)

/** A line of pointers, each on top of the one before. */
const line = (...versions: string[]) =>
  pointerSteps(
    versions.map((version, at) => {
      const before = versions[at - 1]
      return commit(
        `c${at}`,
        pointer({ a: version }),
        before === undefined ? undefined : pointer({ a: before }),
      )
    }),
  )

test('the message of a pointer says all that its trailers are read for', t => {
  const said = {
    deed: 'activate' as const,
    by: 'Ada <ada@example.org>',
    reason: 'Two lines\nin one',
    packages: [
      { package: 'a', version: '1.5.0', previous: '1.4.0', tree: 'aa', report: 'bb' },
      { package: 'b-c', version: '2.0.0-rc.1', previous: undefined, tree: 'cc', report: undefined },
    ],
    rules: '1+12345678',
    run: 'activation/x',
    forced: [],
  }
  const { subject, trailers } = pointerMessage(said)
  t.is(subject, 'release: Activate a 1.5.0, b-c 2.0.0-rc.1')
  const lines = Object.entries(trailers).map(([key, value]) => `${key}: ${value}`)
  const read = readPointerTrailers(parseTrailers(`${subject}\n\n${lines.join('\n')}\n`))
  t.deepEqual(read, { ...said, reason: 'Two lines in one' })
  t.is(
    pointerMessage({ ...said, deed: 'rollback' }).subject,
    'rollback: Revert a to 1.5.0, b-c to 2.0.0-rc.1',
  )
  t.is(readPointerTrailers({ 'activated-by': 'Ada' }), undefined)
})

test('the version before is the one under it: a rollback takes off what came after', t => {
  const cases: readonly (readonly [string[], string | undefined])[] = [
    [['1.0.0'], undefined],
    [['1.0.0', '1.1.0'], '1.0.0'],
    [['1.0.0', '1.1.0', '1.2.0', '1.1.0'], '1.0.0'],
    [['1.0.0', '1.1.0', '1.0.0'], undefined],
    [['1.0.0', '1.1.0', '1.0.0', '1.2.0'], '1.0.0'],
  ]
  for (const [versions, expected] of cases)
    t.is(versionBefore(line(...versions), 'a'), expected, versions.join())
})

test('a merge that only brings together what its parents have is no change; one that has something else is', t => {
  const [a, b] = [pointer({ a: '1.1.0', b: '1.0.0' }), pointer({ a: '1.0.0', b: '1.1.0' })]
  t.deepEqual(pointerSteps([commit('m', pointer({ a: '1.1.0', b: '1.1.0' }), a, b)]), [])
  const [evil] = pointerSteps([commit('m', pointer({ a: '1.2.0', b: '1.1.0' }), a, b)])
  t.deepEqual(evil?.changes, [{ package: 'a', from: '1.1.0', to: '1.2.0' }])
})

test('a pointer that cannot be read is a step of its own, and everything that was named is known', t => {
  const steps = pointerSteps([
    commit('c1', pointer({ a: '1.0.0' }), undefined),
    commit('c2', '{', pointer({ a: '1.0.0' })),
  ])
  t.truthy(steps[1]?.problem)
  t.deepEqual(
    [...everReleased(line('1.0.0', '1.1.0', '1.0.0'))].map(([name, { commit: id }]) => [name, id]),
    [
      ['a@1.0.0', 'c0'],
      ['a@1.1.0', 'c1'],
    ],
  )
})

test('approvals: one a person, whatever they call themselves', t => {
  const approvals = [
    { by: 'Bob <bob@example.org>', tree: 'new' },
    { by: 'Robert <BOB@example.org>', tree: 'new' },
    { by: 'Cleo <cleo@example.org>', tree: 'old' },
    { by: 'Ada <ada@example.org>', tree: 'new' },
    { by: 'Dan', tree: 'new' },
    { by: 'Eve <eve@example.org>', tree: 'old' },
    { by: 'Eve <eve@example.org>', tree: 'new' },
  ]
  const who = { writers: ['A. <ada@example.org>'], asker: 'dan' }
  t.deepEqual(countApprovals(approvals, 'new', who), {
    counted: ['Robert <BOB@example.org>', 'Eve <eve@example.org>'],
    others: [
      { by: 'Cleo <cleo@example.org>', why: 'approved it before it changed' },
      { by: 'Ada <ada@example.org>', why: 'wrote it' },
      { by: 'Dan', why: 'asks for the activation' },
    ],
  })
})

test('a verb without an entry is open to everybody, an empty one to nobody', t => {
  const roles = { admin: ['Ada <ada@example.org>', 'bob@example.org'] }
  const verbs = { activate: ['admin', 'eve@example.org'], rollback: [] }
  const may = (verb: 'activate' | 'rollback' | 'stage', who: string) =>
    whyNot(verb, who, { roles, verbs }) === undefined
  t.true(may('stage', 'anybody'))
  t.true(may('activate', 'Robert <BOB@example.org>'))
  t.true(may('activate', 'eve@example.org'))
  t.false(may('activate', 'admin'))
  t.false(may('activate', 'bob@example.org <mallory@example.org>'))
  t.false(may('rollback', 'ada@example.org'))
})

test('only the version of a manifest changes, in YAML and in JSON, comments and all', async t => {
  const yaml = '# Ours\nid: brief\nversion: 1.0.0 # the first\nnote: version 1.0.0\n'
  const json = '{ "version" : "1.0.0", "id": "brief" }'
  t.is(
    await withManifestVersion(yaml, '1.1.0', defaultLayout),
    '# Ours\nid: brief\nversion: 1.1.0 # the first\nnote: version 1.0.0\n',
  )
  t.is(
    await withManifestVersion(json, '1.1.0', defaultLayout),
    '{ "version" : "1.1.0", "id": "brief" }',
  )
  t.is(await withManifestVersion('id: brief\n', '1.1.0', defaultLayout), undefined)
  t.deepEqual(await manifestNames(yaml, defaultLayout), { id: 'brief', version: '1.0.0' })
})

test('reports of other rules or settings have other names, and equal ones are equal', t => {
  const name = { package: 'a', version: '1.0.0' }
  const other = layoutFrom({ requiredDepth: 2, fields: { id: 'name' } })
  t.is(other.fields.version, defaultLayout.fields.version)
  t.not(rulesName(other), rulesName(defaultLayout))
  t.is(rulesVersion(rulesName(other)), rulesVersion(rulesName(defaultLayout)))
  const report = () => reportOf(name, 'tree', defaultLayout, [])
  t.is(reportHash(report()), reportHash(report()))
  t.not(reportHash(report()), reportHash(reportOf(name, 'tree', other, [])))
})
