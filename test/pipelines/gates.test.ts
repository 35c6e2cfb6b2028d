import test from 'ava'
import { compareWith } from '../../src/pipelines/baseline.ts'
import { unchangedGates } from '../../src/pipelines/changed-gates.ts'
import { changelogSections, missingEntries, notable } from '../../src/pipelines/changelog.ts'
import { readChecksums } from '../../src/pipelines/checksums.ts'
import { isConsistent } from '../../src/pipelines/evidence.ts'
import { numberIn } from '../../src/pipelines/number-in.ts'
import { inOrder, wantedGates } from '../../src/pipelines/plan.ts'
import { sarifProblems } from '../../src/pipelines/sarif.ts'
import { verdictsOf } from '../../src/pipelines/verdicts.ts'
import { highestTag, releaseTag } from '../../src/pipelines/version-tag.ts'
import type { Gate } from '../../src/ports/pipeline-settings.ts'

const gate = (name: string, given: Partial<Gate> = {}): Gate => ({
  name,
  run: ['true'],
  shell: false,
  options: {},
  needs: [],
  budget: { ms: 1000, output: 1000 },
  blocking: true,
  paths: [],
  artifacts: [],
  repeat: 'safe',
  ...given,
})

test('a gate comes after what it needs, and otherwise where it is written', t => {
  const gates = [gate('a', { needs: ['c'] }), gate('b'), gate('c'), gate('d', { needs: ['a'] })]
  t.deepEqual(
    inOrder(gates).map(({ name }) => name),
    ['b', 'c', 'a', 'd'],
  )
  t.deepEqual(
    wantedGates(gates, ['a']).map(({ name }) => name),
    ['c', 'a'],
  )
})

test('only gates with paths can be left out, and only if none of them matches', t => {
  const gates = [gate('all'), gate('docs', { paths: ['**/*.md', '!CHANGELOG.md'] })]
  t.deepEqual(unchangedGates(gates, ['src/a.ts', 'CHANGELOG.md']), ['docs'])
  t.deepEqual(unchangedGates(gates, ['docs/a b.md']), [])
})

test('a gate that needs one which failed is skipped once the run is over, and so is what needs that', t => {
  const step = (id: string, state: 'done' | 'failed' | 'planned', needs: string[] = []) => ({
    ...{ id, state, needs },
    repeat: 'safe' as const,
    blocking: id !== 'warns',
  })
  const steps = [
    step('warns', 'failed'),
    step('fails', 'failed', ['warns']),
    step('after', 'planned', ['fails']),
    step('later', 'planned', ['after']),
  ]
  const verdicts = (isOver: boolean) => verdictsOf(steps, isOver).map(({ verdict }) => verdict)
  t.deepEqual(verdicts(true), ['warned', 'failed', 'skipped', 'skipped'])
  t.deepEqual(verdicts(false), ['warned', 'failed', 'planned', 'planned'])
})

test('a number is the whole text, or where a pointer leads', t => {
  t.is(numberIn(' 12.5\n', undefined), 12.5)
  t.is(numberIn('{"a/b":[0,{"~":7}]}', '/a~1b/1/~0'), 7)
  for (const [text, pointer] of [
    ['', undefined],
    ['12 kB', undefined],
    ['{"a":"5"}', '/a'],
    ['{"a":5}', '/b'],
    ['{', '/a'],
    ['{"a":5}', '/toString'],
  ] as const)
    t.is(typeof numberIn(text, pointer), 'string', text)
})

test('a number is compared with the median of enough earlier ones, and their noise is room', t => {
  const rules = { slack: 5, better: 'lower' as const }
  t.like(compareWith(900, [1, 2], rules), { isWorse: false, earlier: 2, median: undefined })
  t.like(compareWith(104, [100, 100, 100], rules), { isWorse: false, median: 100, noise: 0 })
  t.true(compareWith(106, [100, 100, 100], rules).isWorse)
  // One outlier among the earlier ones changes nothing.
  t.true(compareWith(106, [100, 100, 100, 1000], rules).isWorse)
  t.false(compareWith(120, [80, 100, 120, 100, 90], rules).isWorse)
  t.true(compareWith(90, [100, 100, 100], { slack: 5, better: 'higher' }).isWorse)
})

const sum = 'a'.repeat(64)
test('lists of checksums are read as sha256sum writes them', t => {
  t.deepEqual(readChecksums(`${sum}  a b.tar.gz\n${sum.toUpperCase()} *c/d\n`), [
    { path: 'a b.tar.gz', sha256: sum },
    { path: 'c/d', sha256: sum },
  ])
  t.deepEqual(readChecksums(`\\${sum}  a\\nb\\\\c\r\n`), [{ path: 'a\nb\\c', sha256: sum }])
  t.deepEqual(readChecksums(`SHA256 (a (1).zip) = ${sum}\n`), [{ path: 'a (1).zip', sha256: sum }])
  for (const text of ['', 'abc  a\n', `${sum}  ../a\n`, `${sum}  /etc/passwd\n`])
    t.is(typeof readChecksums(text), 'string', text)
})

const sarif = (run: object) => JSON.stringify({ version: '2.1.0', runs: [run] })
const driver = { name: 'x', rules: [{ id: 'r' }] }
const location = {
  physicalLocation: { artifactLocation: { uri: 'a%20b.ts' }, region: { startLine: 1 } },
}
const result = {
  ruleId: 'r',
  ruleIndex: 0,
  level: 'error',
  message: { text: 'no' },
  locations: [location],
}

test('SARIF that GitHub takes has no problem', t => {
  t.deepEqual(sarifProblems(sarif({ tool: { driver }, results: [result] })), [])
})

const wrong: readonly (readonly [title: string, text: string, problem: RegExp])[] = [
  ['that is no JSON', '{', /not JSON/],
  ['of another version', '{"version":"2.0.0","runs":[]}', /version: must be "2.1.0"/],
  ['without a tool', sarif({ results: [] }), /tool.driver: is missing/],
  [
    'with a result without a place',
    sarif({ tool: { driver }, results: [{ ...result, locations: [] }] }),
    /results\[0\].locations/,
  ],
  [
    'with a rule that is not there',
    sarif({ tool: { driver }, results: [{ ...result, ruleIndex: 1 }] }),
    /ruleIndex: leads to no rule/,
  ],
  [
    'with a line 0',
    sarif({
      tool: { driver },
      results: [
        {
          ...result,
          locations: [
            { physicalLocation: { artifactLocation: { uri: 'a' }, region: { startLine: 0 } } },
          ],
        },
      ],
    }),
    /startLine/,
  ],
  [
    'with a blank in a URI',
    sarif({
      tool: { driver },
      results: [
        { ...result, locations: [{ physicalLocation: { artifactLocation: { uri: 'a b' } } }] },
      ],
    }),
    /is not a URI/,
  ],
  [
    'with a message of nothing',
    sarif({ tool: { driver }, results: [{ ...result, message: {} }] }),
    /message: needs/,
  ],
  [
    'with too many results',
    sarif({ tool: { driver }, results: Array(25_001).fill(result) }),
    /at most 25000, not 25001/,
  ],
  [
    'with too many runs',
    JSON.stringify({ version: '2.1.0', runs: Array(21).fill({ tool: { driver } }) }),
    /runs: GitHub takes at most 20/,
  ],
]
for (const [title, text, problem] of wrong)
  test(`SARIF ${title} is refused`, t => {
    t.regex(sarifProblems(text)[0] ?? '', problem)
  })

test('a release has one tag with a version, the one of its manifest, higher than those before it', t => {
  const facts = { here: ['v1.2.0', 'latest'], all: ['v1.1.9', 'v1.2.0', 'v2.0.0'], prefix: 'v' }
  t.deepEqual(releaseTag(facts), { tag: 'v1.2.0', version: '1.2.0' })
  for (const [change, why] of [
    [{ here: [] }, /no tag such as v1\.2\.3/],
    [{ here: ['1.2.0', 'v1.2', 'v01.2.0'] }, /only 1\.2\.0/],
    [{ here: ['v1.2.0', 'v1.2.1'] }, /several versions/],
    [{ version: { file: 'package.json', text: '1.2.1' } }, /package.json says 1\.2\.1/],
    [{ all: ['v1.2.0', 'v1.2.4'] }, /not higher than v1\.2\.4/],
  ] as const)
    t.regex(String(releaseTag({ ...facts, ...change })), why)
  t.is(highestTag(['v1.2.0', 'v1.10.0', 'x', 'v2.0.0'], 'v', ['v2.0.0']), 'v1.10.0')
})

test('a changelog lacks what commits say and it does not, in its own words or by number', t => {
  const text =
    '# Changelog\n\n## [Unreleased]\n\n### Added\n- Exports can be compressed with zstd.\n- Other (#12)\n\n## [1.0.0] - 2026-01-01\n- Begin\n'
  const sections = changelogSections(text)
  t.deepEqual(
    sections.map(({ name }) => name),
    ['Unreleased', '1.0.0'],
  )
  const commits = notable([
    { commit: 'a'.repeat(40), subject: 'feat(export): compressed exports with zstd' },
    { commit: 'b'.repeat(40), subject: 'fix: crash when the folder vanishes (#12)' },
    { commit: 'c'.repeat(40), subject: 'feat!: drop support of Node 18' },
    { commit: 'd'.repeat(40), subject: 'chore: tidy' },
  ])
  t.deepEqual(missingEntries(sections[0]?.text ?? '', commits), [
    'Changed: drop support of Node 18',
  ])
})

test('evidence whose verdicts lead to another end is not consistent', t => {
  const of = (
    state: string,
    verdict: 'passed' | 'failed' | 'warned' | 'planned',
    blocking = true,
  ) => isConsistent({ state, gates: [{ name: 'a', verdict, blocking, artifacts: [] }] })
  t.true(of('success', 'passed'))
  t.true(of('success', 'warned', false))
  t.true(of('failed', 'failed'))
  t.false(of('success', 'failed'))
  t.false(of('success', 'warned'))
  t.false(of('success', 'planned'))
})
