import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { gateUses } from '../../src/ports/pipeline-settings.ts'
import { working } from '../support/installations.ts'
import { pipelineStory } from '../support/pipelines.ts'
import { releaseStory } from '../support/releases.ts'
import { testRepositoryAt } from '../support/repository.ts'
import { sarifLog } from '../support/sarif.ts'
import { storyAt } from '../support/scenario.ts'

interface Gate {
  readonly name: string
  readonly verdict: string
  readonly code?: string
  readonly reason?: string
}

const sh = (script: string) => `shell = true\nrun = '''${script}'''`

/** Every gate that git-doc brings along, and two commands that make and verify a bundle. */
const gates = (program: string): readonly string[] => [
  'name = "tools"\nuse = "tool-health"',
  'name = "docs"\nuse = "docs"\nneeds = "tools"',
  'name = "hotspots"\nuse = "hotspots"\nmax = 1',
  `name = "tests"\nuse = "tests"\nmin = 2\n${sh('cat report.tap')}`,
  'name = "size"\nuse = "budget"\nfile = "number.json"\npointer = "/size"\nmax = 100',
  'name = "speed"\nuse = "baseline"\nfile = "number.json"\npointer = "/ms"',
  'name = "coverage"\nuse = "coverage"\nfile = "lcov.info"\nmin = 50',
  `name = "findings"\nuse = "sarif"\nfile = "dist/found.sarif"\nartifacts = ["dist/found.sarif"]\n${sh('mkdir -p dist && git-doc hotspots --sarif dist/found.sarif')}`,
  'name = "others"\nuse = "sarif"\nfile = "extra.sarif"',
  'name = "tag"\nuse = "semver-tag"',
  'name = "changelog"\nuse = "changelog"',
  'name = "notes"\nuse = "release-notes"\noutput = "dist/notes.md"\nartifacts = ["dist/notes.md"]',
  'name = "production"\nuse = "release-verify"',
  `name = "bundle"\nartifacts = ["dist/git-doc_*"]\n${sh(`mkdir -p dist && node ${program} bundle create --output dist`)}`,
  `name = "bundle-verify"\nneeds = ["bundle"]\n${sh(`node ${program} bundle verify dist/git-doc_*`)}`,
  'name = "sums"\nuse = "checksums"\nfile = "sums.txt"',
]

const files = {
  'README.md': '# Tool\n\n[What changed](CHANGELOG.md)\n',
  '.gitignore': 'dist/\n*.log\n',
  'package.json': '{"version":"1.1.0"}\n',
  'CHANGELOG.md':
    '# Changelog\n\n## 1.1.0 - 2026-11-30\n\n- Speaks to servers.\n\n## 1.0.0\n\n- Begins.\n',
  'src/a.js': 'export const a = 1\n',
  'report.tap': '1..2\nok 1 - a\nok 2 - b\n',
  'number.json': '{"size":100,"ms":40}\n',
  'lcov.info': 'SF:src/a.js\nDA:1,1\nDA:2,0\nend_of_record\n',
  'extra.sarif': '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[]}]}\n',
  'sums.txt': '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03  hello.txt\n',
  'hello.txt': 'hello\n',
}

/** A repository with a package in production, a tool, and one pipeline that has every gate. */
const everything = async (t: ExecutionContext) => {
  const program = join(working(t), 'dist/cli/git-doc.js')
  const tables = gates(program).map(gate => `[[pipeline.ci.gate]]\n${gate}\n`)
  const config = `[releases]\n[tools.git]\nversion = ">=2.39"\n[pipeline.ci]\n${tables.join('\n')}`
  const story = releaseStory(t, { intake: {} }, config)
  t.is((await story.release('stage intake@1.0.0')).code, 0)
  t.is((await story.release('activate intake@1.0.0 --reason First')).code, 0)
  story.git('tag', 'v1.0.0')
  story.commit('feat: speaks to servers', files)
  story.git('tag', 'v1.1.0')
  const trusted = { GIT_DOC_TRUST: 'all' }
  return {
    ...story,
    run: (line: string) => story.run(line, trusted),
    file: (name: string) => readFileSync(join(story.path, name), 'utf8'),
    async json(line: string) {
      const { stdout, stderr, code } = await story.run(`${line} --json`, trusted)
      if (stdout === '') throw new Error(stderr)
      return { ...JSON.parse(stdout), code }
    },
  }
}

test('one repository goes through every gate that git-doc brings along, with SARIF, evidence, a summary and a bundle', async t => {
  const story = await everything(t)
  const { run, json, file, commit } = story
  const used = new Set(
    file('.git-doc/config.toml')
      .match(/(?<=use = ")[^"]+/g)
      ?.toSorted(),
  )
  t.deepEqual([...used].sort(), [...gateUses].sort())

  const first = await run(
    'git-doc pipeline run ci --evidence evidence.log --sarif gates.log --format markdown --output summary.log',
  )
  t.is(first.code, 0, first.stdout + first.stderr)
  t.regex(first.stdout, /^ci@\S+ success: 16 passed/)
  t.regex(file('summary.log'), /\| production \| passed \|/)
  t.is(file('dist/notes.md'), '- Speaks to servers.\n')
  t.deepEqual(sarifLog(file('gates.log')).runs[0]?.results, [])
  t.true((sarifLog(file('dist/found.sarif')).runs[0]?.results.length ?? 0) > 0)
  const evidence = JSON.parse(file('evidence.log'))
  t.deepEqual(
    evidence.gates
      .filter(({ artifacts }: { artifacts: readonly unknown[] }) => artifacts.length > 0)
      .map(({ name, artifacts }: { name: string; artifacts: readonly unknown[] }) => [
        name,
        artifacts.length,
      ]),
    [
      ['findings', 1],
      ['notes', 1],
      ['bundle', 1],
    ],
  )
  const verified = await json('git-doc pipeline verify evidence.log')
  t.deepEqual([verified.code, verified.isSound], [0, true])
  t.false(verified.claims.some(({ result }: { result: string }) => result !== 'same'))
  for (let time = 0; time < 2; time += 1) t.is((await run('git-doc pipeline run ci')).code, 0)

  commit('fix: forgets nothing any more', {
    'README.md': '# Tool\n\n[Gone](gone.md)\n',
    'src/a.js': 'if (a) {\n        b()\n}\n'.repeat(99),
    'report.tap': '1..2\nok 1 - a\nnot ok 2 - b\n',
    'number.json': '{"size":101,"ms":50}\n',
    'lcov.info': 'SF:src/a.js\nDA:1,0\nDA:2,0\nend_of_record\n',
    'extra.sarif': '{"version":"2.1.0","runs":[{"results":[]}]}\n',
    'hello.txt': 'hallo\n',
    'package.json': '{"version":"1.2.0"}\n',
    'document_types/intake/releases/1.0.0/package.yaml': 'id: intake\nversion: 1.0.0\n',
    '.git-doc/config.toml': file('.git-doc/config.toml').replace('>=2.39', '>=99'),
  })
  const second = await run('git-doc pipeline run ci --sarif gates.log')
  t.is(second.code, 1)
  const failed = await json('git-doc pipeline show ci')
  t.deepEqual(
    failed.gates.map(({ name, code = 'passed' }: Gate) => `${name} ${code}`),
    [
      'tools TOOLS_WRONG',
      'docs not-reached',
      'hotspots HOTSPOT',
      'tests TESTS_FAILED',
      'size OVER_BUDGET',
      'speed WORSE_THAN_BEFORE',
      'coverage COVERAGE_LOW',
      'findings passed',
      'others SARIF_INVALID',
      'tag TAG_WRONG',
      'changelog CHANGELOG_INCOMPLETE',
      'notes RELEASE_NOTES_MISSING',
      'production RELEASES_NOT_PROVEN',
      'bundle passed',
      'bundle-verify passed',
      'sums CHECKSUM_DIFFERS',
    ],
  )
  const { results = [] } = sarifLog(file('gates.log')).runs[0] ?? {}
  t.is(results.length, 12)
  t.true(results.every(({ locations }) => locations.length === 1))

  const trends = await json('git-doc pipeline trends ci')
  t.like(trends.pipelines[0], { name: 'ci', witness: 'log', runs: 4, passed: 3, passRate: 0.75 })
  t.is(trends.pipelines[0].gates.length, 16)
  const month = new Date().toISOString().slice(0, 7)
  t.like(trends.releases.at(-1), { activations: 1, rollbacks: 0 })
  t.true(trends.releases.at(-1).month <= month)
})

test('a clone without runs of its own takes the numbers and the trends of others from their receipts', async t => {
  const first = pipelineStory(
    t,
    [
      'name = "speed"\nuse = "baseline"\nfile = "ms.log"',
      'name = "coverage"\nuse = "coverage"\nfile = "lcov.log"',
    ],
    { 'a.txt': 'a\n' },
  )
  const lines = (reached: number) => `SF:a\nDA:1,1\nDA:2,${reached}\nend_of_record\n`
  first.write('ms.log', '100\n')
  first.write('lcov.log', lines(1))
  first.git('init', '--quiet', '--bare', '--initial-branch=main', '../origin.git')
  first.git('remote', 'add', 'origin', join(first.path, '..', 'origin.git'))
  for (let time = 0; time < 3; time += 1) t.is((await first.run('git-doc pipeline run ci')).code, 0)
  first.git('push', '--quiet', '--set-upstream', 'origin', 'main')
  t.is((await first.run('git-doc receipts push')).code, 0)
  first.git('clone', '--quiet', '../origin.git', '../second')
  const clone = storyAt(testRepositoryAt(join(first.path, '..', 'second')))
  const json = async (line: string) =>
    JSON.parse((await clone.run(`${line} --json`, { GIT_DOC_TRUST: 'all' })).stdout)
  t.deepEqual((await json('git-doc pipeline trends')).pipelines, [])
  t.is((await clone.run('git-doc receipts fetch')).code, 0)
  t.like((await json('git-doc pipeline trends')).pipelines[0], {
    ...{ name: 'ci', witness: 'receipts', runs: 3, passed: 3 },
  })
  clone.write('ms.log', '150\n')
  clone.write('lcov.log', lines(0))
  t.is((await json('git-doc pipeline run ci')).state, 'failed')
  const { gates: found } = await json('git-doc pipeline show ci')
  t.like(found[0], {
    code: 'WORSE_THAN_BEFORE',
    facts: { earlier: 3, median: 100, witness: 'receipts' },
  })
  t.like(found[1], { code: 'COVERAGE_LOWER', facts: { before: 100, witness: 'receipts' } })
  t.like((await json('git-doc pipeline trends ci')).pipelines[0], { witness: 'log', runs: 1 })
})

test('trends tell of merges and tags, and refuse what is not there', async t => {
  const { json, run, git, commit } = pipelineStory(t, ['name = "a"\nrun = ["true"]'])
  t.is((await run('git-doc pipeline trends cd')).code, 2)
  t.is((await run('git-doc pipeline trends ci cd')).code, 2)
  const empty = await run('git-doc pipeline trends ci')
  t.is(empty.code, 0)
  t.regex(empty.stdout, /^No run of a pipeline has ended yet\.\n/)
  git('checkout', '--quiet', '-b', 'side')
  commit('On the side', { 'b.txt': 'b\n' })
  git('checkout', '--quiet', 'main')
  git('merge', '--quiet', '--no-ff', '--message', 'Merge', 'side')
  git('tag', 'v1.0.0')
  t.is((await run('git-doc pipeline run ci')).code, 0)
  const found = await json('git-doc pipeline trends --json')
  t.is(found.merges.merges, 1)
  t.like(found.releases, [{ tags: 1, activations: 0, rollbacks: 0 }])
  t.regex(
    (await run('git-doc pipeline trends')).stdout,
    /^ci: 1 of 1 runs passed \(100\.0 %\)[\s\S]*\n1 merge in a year: /,
  )
})

test('a gate that fails and passes on one tree is told as flaky, also within one run that was tried again', async t => {
  const { json, run } = pipelineStory(t, [
    'name = "first"\nrun = ["true"]',
    `name = "second"\nneeds = "first"\n${sh('[ -e ready.log ] || { touch ready.log; exit 1; }')}`,
  ])
  const failed = await json('git-doc pipeline run ci --json')
  t.is(failed.state, 'failed')
  t.is((await run(`git-doc retry ${failed.run}`)).code, 0)
  const { pipelines } = await json('git-doc pipeline trends ci --json')
  t.like(pipelines[0], { runs: 2, passed: 1 })
  t.like(pipelines[0].gates, [
    { name: 'first', runs: 1, failed: 0, flaky: 0 },
    { name: 'second', runs: 2, failed: 1, flaky: 1 },
  ])
})
