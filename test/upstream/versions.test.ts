import { readFileSync } from 'node:fs'
import test from 'ava'
import * as fc from 'fast-check'
import compare from 'semver/functions/compare.js'
import {
  choose,
  isHigher,
  isPrerelease,
  isRange,
  levelOf,
  releasedOf,
  versionInText,
  versionOf,
  versionsIn,
} from '../../src/upstream/versions.ts'
import { runs } from '../support/runs.ts'

const id = (number: number): string => number.toString(16).padStart(40, '0')

/** Refs of a remote with these tags; those that begin with `+` are annotated. */
const refsOf = (tags: readonly string[]) =>
  tags.map((tag, index) => ({
    ref: `refs/tags/${tag.replace(/^\+/, '')}`,
    id: id(index),
    ...(tag.startsWith('+') && { peeled: id(index + 1_000) }),
  }))

const latest = (tags: readonly string[], wanted: Partial<Parameters<typeof choose>[1]> = {}) =>
  choose(versionsIn(refsOf(tags)).versions, { prerelease: false, ...wanted })?.tag

test('the highest version is the highest as semver orders them, not as Git or the alphabet does', t => {
  t.is(latest(['v1.9.0', 'v1.10.0', 'v1.2.0']), 'v1.10.0')
  t.is(latest(['v1.10.0', 'v2.0.0-rc.1']), 'v1.10.0')
  t.is(latest(['v1.10.0', 'v2.0.0-rc.1', 'v2.0.0-rc.10'], { prerelease: true }), 'v2.0.0-rc.10')
  t.is(latest(['1.0.0', '1.0.0+build.2', '1.0.0+build.10']), '1.0.0+build.10')
})

test('a tag may have a v or none; where there are both, the one with the v counts', t => {
  const { versions } = versionsIn(refsOf(['1.0.0', 'v1.0.0', '2.0.0']))
  t.deepEqual(
    versions.map(({ tag }) => tag),
    ['v1.0.0', '2.0.0'],
  )
})

test('what is no version is reported, and of another prefix not even that', t => {
  const found = versionsIn(refsOf(['v1', 'v1.2', 'latest', 'v1.2.3.4', 'v01.2.3', 'v1.2.3']))
  t.deepEqual(found.others, ['latest', 'v01.2.3', 'v1', 'v1.2', 'v1.2.3.4'])
  const prefixed = versionsIn(refsOf(['api/v1.0.0', 'api/next', 'v9.0.0', 'web/v2.0.0']), 'api/')
  t.deepEqual(
    prefixed.versions.map(({ version, tag }) => [version, tag]),
    [['1.0.0', 'api/v1.0.0']],
  )
  t.deepEqual(prefixed.others, ['api/next'])
})

test('an annotated tag leads to its commit', t => {
  const { versions } = versionsIn(refsOf(['+v1.0.0']))
  t.like(versions[0], { commit: id(1_000), annotated: true })
})

test('released are annotated tags, and those that a forge said are', t => {
  const { versions } = versionsIn(refsOf(['+v1.0.0', 'v1.1.0', 'v1.2.0']))
  t.deepEqual(
    releasedOf(versions, ['v1.2.0', 'v7.0.0']).map(({ tag }) => tag),
    ['v1.0.0', 'v1.2.0'],
  )
})

test('a constraint keeps to its range, a pin to its version', t => {
  const tags = ['v1.4.0', 'v1.5.0', 'v2.0.0', 'v2.1.0-beta.1']
  t.is(latest(tags, { constraint: '^1.4' }), 'v1.5.0')
  t.is(latest(tags, { constraint: '>=1 <1.5 || 3.x' }), 'v1.4.0')
  t.is(latest(tags, { constraint: '~3' }), undefined)
  t.is(latest(tags, { constraint: '2.x', prerelease: true }), 'v2.1.0-beta.1')
  t.is(latest(tags, { pin: '1.4.0' }), 'v1.4.0')
  t.is(latest(tags, { pin: 'v2.1.0-beta.1' }), 'v2.1.0-beta.1')
  t.is(latest(tags, { pin: '1.4' }), undefined)
  t.true(isRange('1.x'))
  t.false(isRange('newest'))
})

const levels: readonly (readonly [from: string | undefined, to: string, level: string])[] = [
  [undefined, '9.0.0', 'first'],
  ['1.2.3', '2.0.0', 'major'],
  ['1.2.3', '1.3.0', 'minor'],
  ['1.2.3', '1.2.4', 'patch'],
  ['0.3.1', '0.4.0', 'major'],
  ['0.3.1', '0.3.2', 'patch'],
  ['0.9.0', '1.0.0', 'major'],
  ['1.0.0-rc.1', '1.0.0', 'patch'],
  ['1.9.0', '2.0.0-rc.1', 'major'],
  ['2.0.0', '1.0.0', 'major'],
  ['deadbeef', '1.0.0', 'major'],
]

for (const [from, to, level] of levels)
  test(`from ${from} to ${to} is ${level}`, t => {
    t.is(levelOf(from, to), level as ReturnType<typeof levelOf>)
  })

test('the version that a command prints is found in its words', t => {
  t.is(versionInText('nats-server: v2.10.24\n'), '2.10.24')
  t.is(versionInText('tool version 1.2.3 (abc1234), built 2026-01-01\n'), '1.2.3')
  t.is(versionInText('unreleased\n'), 'unreleased')
  t.is(versionInText('\n'), undefined)
})

/** Names of tags of public projects, as `git ls-remote --tags` showed them. */
const cases = (file: string): readonly Case[] =>
  JSON.parse(readFileSync(`fixtures/upstream/${file}`, 'utf8'))

interface Case {
  readonly repository: string
  readonly prefix: string
  readonly latest: string
  readonly newest: string
  readonly others: number
  readonly tags: readonly string[]
}

for (const file of ['tags.json', 'tags-held-out.json'])
  for (const { repository, prefix, latest: expected, newest, others, tags } of cases(file))
    test(`of ${repository} the right tag is the latest`, t => {
      const found = versionsIn(refsOf(tags), prefix)
      t.is(choose(found.versions, { prerelease: false })?.tag, expected)
      t.is(choose(found.versions, { prerelease: true })?.tag, newest)
      t.is(found.others.length, others)
    })

test('any versions are ordered as semver orders them, whatever the order and the prefix of their tags', t => {
  const part = fc.nat({ max: 30 })
  const version = fc
    .tuple(part, part, part, fc.option(fc.constantFrom('rc.1', 'rc.10', 'beta', '0.3.7')))
    .map(([a, b, c, pre]) => `${a}.${b}.${c}${pre ? `-${pre}` : ''}`)
  fc.assert(
    fc.property(
      fc.uniqueArray(version, { maxLength: 30 }),
      fc.constantFrom('', 'api/', 'tool-'),
      fc.constantFrom('', 'v'),
      (names, prefix, v) => {
        const { versions, others } = versionsIn(
          refsOf(names.map(name => `${prefix}${v}${name}`)),
          prefix,
        )
        t.is(versions.length, names.length)
        t.deepEqual(others, [])
        for (const [index, { version: one, tag }] of versions.entries()) {
          t.is(versionOf(tag, prefix), one)
          const next = versions[index + 1]
          if (next) t.true(compare(one, next.version) <= 0 && !isHigher(one, next.version))
        }
        const chosen = choose(versions, { prerelease: false })
        t.false(chosen !== undefined && isPrerelease(chosen.version))
      },
    ),
    runs(100),
  )
})

test('no text of a tag is more than another word', t => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (tag, prefix) => {
      const found = versionsIn([{ ref: `refs/tags/${tag}`, id: id(1) }], prefix)
      t.true(found.versions.length + found.others.length <= 1)
    }),
    runs(200),
  )
})
