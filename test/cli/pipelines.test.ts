import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { until } from '../support/background.ts'
import { pipelineStory } from '../support/pipelines.ts'

interface Gate {
  readonly name: string
  readonly verdict: string
  readonly code?: string
  readonly reason?: string
}

const verdicts = (gates: readonly Gate[]) => gates.map(({ name, verdict }) => `${name} ${verdict}`)

test('gates pass, warn, fail and are skipped, and the first line says which failed and why', async t => {
  const { run, json, path } = pipelineStory(
    t,
    [
      'name = "lint"\nrun = ["true"]',
      'name = "style"\nrun = "false"\nblocking = false',
      'name = "build"\nshell = true\nrun = "mkdir -p dist && echo built > dist/out"\nneeds = "lint"\nartifacts = ["dist/**"]',
      'name = "size"\nuse = "budget"\nfile = "size.json"\npointer = "/bytes"\nmax = 10\nneeds = ["build", "style"]',
      'name = "publish"\nrun = ["touch", "published"]\nneeds = "size"',
    ],
    { 'size.json': '{"bytes": 12}\n' },
  )
  const planned = await run('git-doc pipeline run ci --dry-run')
  t.regex(planned.stdout, /build: mkdir -p dist && echo built > dist\/out \(after lint\)/)
  t.false(existsSync(join(path, 'dist')))
  const { code, stdout } = await run('git-doc pipeline run ci --evidence evidence.log')
  t.is(code, 1)
  t.regex(
    stdout,
    /^ci@\S+ failed: size failed: size\.json says 12, which is more than 10\.\n {2}2 passed, 1 warned, 1 failed, 1 skipped/,
  )
  t.false(existsSync(join(path, 'published')))
  const shown = await json('git-doc pipeline show ci --json')
  t.deepEqual(verdicts(shown.gates), [
    'lint passed',
    'style warned',
    'build passed',
    'size failed',
    'publish skipped',
  ])
  t.like((await json('git-doc pipeline list --json')).pipelines[0], { runs: 1, failures: 1 })
  const junit = await run('git-doc pipeline run ci --format junit')
  t.regex(junit.stdout, /<testsuites name="git-doc pipeline" tests="2" failures="1">/)
  writeFileSync(join(path, 'size.json'), '{"bytes": 9}\n')
  const summary = await run('git-doc pipeline run ci --format markdown')
  t.is(summary.code, 0, summary.stdout)
  t.regex(summary.stdout, /\| publish \| passed \|/)
})

test('evidence says what can be computed again, and whose bytes are not what it says', async t => {
  const { run, json, write, path } = pipelineStory(t, [
    'name = "build"\nshell = true\nrun = "mkdir -p dist && echo one > dist/a && echo two > dist/b"\nartifacts = ["dist/*"]',
  ])
  t.is((await run('git-doc pipeline run ci --evidence evidence.log')).code, 0)
  const sound = await json('git-doc pipeline verify evidence.log --json')
  t.is(sound.code, 0)
  t.true(sound.isSound)
  t.deepEqual(
    sound.claims.map(({ what, result }: { what: string; result: string }) => `${what} ${result}`),
    ['verdicts same', 'artifact dist/a same', 'artifact dist/b same', 'tree same', 'log same'],
  )
  write('dist/b', 'twO\n')
  const changed = await run('git-doc pipeline verify evidence.log')
  t.is(changed.code, 1)
  t.regex(changed.stdout, /^\S+: artifact dist\/b is not what the evidence says/)
  write('dist/b', 'two\n')
  const evidence = await json('git-doc pipeline show ci --json')
  const { code: _, ...honest } = evidence
  const forged = { ...honest, gates: [{ ...honest.gates[0], exit: 1, verdict: 'failed' }] }
  write('forged.log', JSON.stringify(forged))
  const found = await json('git-doc pipeline verify forged.log --json')
  t.is(found.code, 1)
  t.deepEqual(
    found.claims.filter(({ result }: { result: string }) => result === 'differs').length,
    2,
  )
  write('no.log', '{"schema":1}')
  t.is((await run('git-doc pipeline verify no.log')).code, 2)
  t.true(existsSync(join(path, 'evidence.log')))
})

test('a retry goes on with the gate that failed as long as the files are the same, and begins anew when they are not', async t => {
  const { run, json, write, git } = pipelineStory(
    t,
    [
      'name = "first"\nshell = true\nrun = "echo . >> first.log"',
      'name = "second"\nrun = ["test", "-e", "ready.log"]\nneeds = "first"',
    ],
    { 'a.txt': 'a\n' },
  )
  const failed = await json('git-doc pipeline run ci --json')
  t.like(failed, { state: 'failed', tag: 'failed', code: 1 })
  write('ready.log', '')
  t.is((await run(`git-doc retry ${failed.run}`)).code, 0)
  const times = async () => (await run('cat first.log')).stdout.length / 2
  t.is(await times(), 1)
  write('a.txt', 'b\n')
  await run('rm ready.log')
  const other = await json('git-doc pipeline run ci --json')
  t.not(other.tree, failed.tree)
  write('a.txt', 'c\n')
  write('ready.log', '')
  t.is((await run(`git-doc retry ${other.run}`)).code, 0)
  t.is(await times(), 3)
  git('commit', '--quiet', '--all', '--message', 'More')
  const again = await json('git-doc pipeline run ci --json')
  t.not(again.commit, failed.commit)
})

test('a clean run looks at the commit alone, and leaves the working tree as it is', async t => {
  const { json, write, path } = pipelineStory(
    t,
    [
      'name = "files"\nshell = true\nrun = "mkdir dist && ls > dist/list && cat a.txt"\nartifacts = ["dist/list"]',
    ],
    { 'a.txt': 'committed\n' },
  )
  write('a.txt', 'edited\n')
  write('new.txt', '')
  const { run, state, tree } = await json('git-doc pipeline run ci --clean --json')
  t.is(state, 'success')
  t.false(existsSync(join(path, 'dist')))
  const evidence = await json(`git-doc pipeline show ${run} --json`)
  t.is(evidence.gates[0].output.bytes, 'committed\n'.length)
  const edited = await json('git-doc pipeline run ci --dry-run --json')
  t.is(edited.commit, evidence.commit)
  t.is(tree, evidence.tree)
})

test('nothing that nobody allowed runs, and what a pull changes must be allowed again', async t => {
  const { ask, write, read, path } = pipelineStory(t, ['name = "a"\nrun = ["sh", "check.sh"]'], {
    'check.sh': 'touch ran.log\n',
  })
  const refused = await ask('git-doc pipeline run ci')
  t.is(refused.code, 2)
  t.regex(refused.stderr, /pipeline\.ci/)
  t.false(existsSync(join(path, 'ran.log')))
  t.is((await ask('git-doc allow --yes')).code, 0)
  t.is((await ask('git-doc pipeline run ci')).code, 0)
  write('check.sh', 'touch ran-again.log\n')
  t.is((await ask('git-doc pipeline run ci')).code, 2)
  write('check.sh', 'touch ran.log\n')
  write(
    '.git-doc/config.toml',
    read('.git-doc/config.toml').replace('"check.sh"', '"check.sh", "x"'),
  )
  t.is((await ask('git-doc pipeline run ci')).code, 2)
})

test('a gate that never ends, prints without end or is not there ends with the reason', async t => {
  const { json } = pipelineStory(t, [
    'name = "endless"\nrun = ["sleep", "3600"]\nbudget = { ms = 300 }',
    'name = "loud"\nrun = ["yes"]\nbudget = { output = 100000 }',
    'name = "gone"\nrun = ["no-such-program"]',
  ])
  await json('git-doc pipeline run ci --json')
  const { gates } = await json('git-doc pipeline show ci --json')
  t.deepEqual(
    gates.map(({ code }: Gate) => code),
    ['COMMAND_TIMED_OUT', 'COMMAND_OUTPUT_LIMIT', 'COMMAND_NOT_FOUND'],
  )
})

test('every gate that git-doc brings along can pass and fail over one repository', async t => {
  const tap = (lines: string) => `name = "tests"\nuse = "tests"\nrun = ["cat", "${lines}"]`
  const files = {
    'package.json': '{"version":"1.1.0"}\n',
    'CHANGELOG.md': '# Changelog\n\n## 1.1.0\n- Speaks to servers.\n\n## 1.0.0\n',
    'src/a.js': 'export const a = 1\n',
    'good.tap': '1..1\nok 1 - a\n',
    'bad.tap': '1..1\nnot ok 1 - a\n',
    'number.json': '{"ms":100}\n',
    'lcov.info': 'SF:a\nDA:1,1\nDA:2,0\nend_of_record\n',
    'found.sarif': '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[]}]}\n',
    'sums.txt': '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03  hello.txt\n',
    'hello.txt': 'hello\n',
  }
  const story = pipelineStory(
    t,
    [
      'name = "docs"\nuse = "docs"',
      'name = "hotspots"\nuse = "hotspots"\nmax = 1',
      tap('good.tap'),
      'name = "budget"\nuse = "budget"\nfile = "number.json"\npointer = "/ms"\nmax = 100',
      'name = "baseline"\nuse = "baseline"\nfile = "number.json"\npointer = "/ms"',
      'name = "coverage"\nuse = "coverage"\nfile = "lcov.info"',
      'name = "sarif"\nuse = "sarif"\nfile = "found.sarif"',
      'name = "checksums"\nuse = "checksums"\nfile = "sums.txt"',
      'name = "tag"\nuse = "semver-tag"',
      'name = "changelog"\nuse = "changelog"',
    ],
    files,
  )
  const { json, git, write, commit } = story
  git('tag', 'v1.0.0')
  commit('feat: speaks to servers', { 'src/b.js': 'export const b = 1\n' })
  git('tag', 'v1.1.0')
  for (let time = 0; time < 3; time += 1) {
    const passed = await json('git-doc pipeline run ci --json')
    t.deepEqual(
      verdicts(passed.gates).filter(line => !line.endsWith('passed')),
      [],
      JSON.stringify(passed.gates),
    )
  }
  commit('fix: forgets nothing any more', {
    'README.md': '# Tool\n\n[Gone](gone.md)\n',
    'src/a.js': `${'if (a) {\n        b()\n}\n'.repeat(99)}`,
    '.git-doc/config.toml': story.read('.git-doc/config.toml').replace('good.tap', 'bad.tap'),
    'number.json': '{"ms":150}\n',
    'lcov.info': 'SF:a\nDA:1,0\nDA:2,0\nend_of_record\n',
    'found.sarif': '{"version":"2.1.0","runs":[{"results":[]}]}\n',
  })
  write('hello.txt', 'hallo\n')
  const { gates } = await json('git-doc pipeline run ci --json')
  t.deepEqual(
    gates.map(({ code }: Gate) => code),
    [
      'DOCS_DRIFTED',
      'HOTSPOT',
      'TESTS_FAILED',
      'OVER_BUDGET',
      'WORSE_THAN_BEFORE',
      'COVERAGE_LOWER',
      'SARIF_INVALID',
      'CHECKSUM_DIFFERS',
      'TAG_WRONG',
      'CHANGELOG_INCOMPLETE',
    ],
  )
})

test('tests that run several times on one tree show which are flaky, and a report of an earlier run is none', async t => {
  const flaky =
    'n=$(cat n.log 2>/dev/null || echo 0); echo $((n + 1)) > n.log; echo 1..1; [ $n = 1 ] && echo "not ok 1 - sometimes" || echo "ok 1 - sometimes"'
  const { json } = pipelineStory(
    t,
    [
      `name = "flaky"\nuse = "tests"\ntimes = 3\nshell = true\nrun = '''${flaky}'''`,
      'name = "stale"\nuse = "tests"\nfile = "report.xml"\nrun = ["true"]',
      'name = "few"\nuse = "tests"\nfile = "report.xml"\nmin = 2',
    ],
    { 'report.xml': '<testsuite name="a"><testcase name="b"/></testsuite>\n' },
  )
  const { gates } = await json('git-doc pipeline run ci --json')
  t.deepEqual(
    gates.map(({ code }: Gate) => code),
    ['TESTS_FLAKY', 'GATE_FILE_STALE', 'TESTS_MISSING'],
  )
  t.regex(gates[0].reason, /sometimes/)
})

test('gates whose paths did not change are skipped where a base is named, and only there', async t => {
  const { json, commit } = pipelineStory(t, [
    'name = "code"\nrun = ["true"]\npaths = ["src/**"]',
    'name = "all"\nrun = ["true"]',
  ])
  commit('Write', { 'docs/a.md': '# A\n' })
  const since = await json('git-doc pipeline run ci --since HEAD~1 --json')
  t.deepEqual(verdicts(since.gates), ['code skipped', 'all passed'])
  t.deepEqual(verdicts((await json('git-doc pipeline run ci --json')).gates), [
    'code passed',
    'all passed',
  ])
  t.deepEqual(verdicts((await json('git-doc pipeline run ci --gate all --json')).gates), [
    'all passed',
  ])
  for (const both of ['--gate all,code', '--gate all --gate code'])
    t.deepEqual(verdicts((await json(`git-doc pipeline run ci ${both} --json`)).gates), [
      'code passed',
      'all passed',
    ])
})

test('a gate that is git-doc itself takes the configuration that the person named', async t => {
  const { json, commit, path } = pipelineStory(t, ['name = "docs"\nuse = "docs"'])
  commit('Write', { 'README.md': '# Tool\n\n[gone](gone.md)\n', 'docs/a.md': '# A\n' })
  t.deepEqual(verdicts((await json('git-doc pipeline run ci --json')).gates), ['docs failed'])
  const own = readFileSync(join(path, '.git-doc/config.toml'), 'utf8')
  writeFileSync(join(path, '../ci.toml'), `doc_files = ["docs/*.md"]\n${own}`)
  const { gates } = await json('git-doc pipeline run ci --config ../ci.toml --json')
  t.deepEqual(verdicts(gates), ['docs passed'])
})

test('a pipeline or a gate that is not there is refused, and so is a repository without a commit', async t => {
  const { run } = pipelineStory(t, ['name = "a"\nrun = "true"'])
  t.is((await run('git-doc pipeline run cd')).code, 2)
  t.is((await run('git-doc pipeline run ci --gate b')).code, 2)
  t.is((await run('git-doc pipeline fly ci')).code, 2)
})

test('init proposes a pipeline of what the repository has, once', async t => {
  const { run, read, write, json } = pipelineStory(t, ['name = "a"\nrun = "true"'])
  t.regex((await run('git-doc pipeline init')).stdout, /has a pipeline already/)
  write('.git-doc/config.toml', 'new_sections = false')
  write('package.json', '{"scripts":{"test":"true","dev":"x"}}')
  t.is((await run('git-doc pipeline init')).code, 0)
  t.regex(read('.git-doc/config.toml'), /^new_sections = false\n\n\[pipeline\.ci\]/)
  const { gates } = await json('git-doc pipeline run ci --dry-run --json')
  t.deepEqual(
    gates.map(({ gate }: { gate: string }) => gate),
    ['docs', 'test', 'hotspots'],
  )
})

test('a commit starts a pipeline in the background, once, and gates that it does not concern are skipped', async t => {
  const { run, json, commit, git, start } = pipelineStory(
    t,
    ['name = "code"\nrun = ["true"]\npaths = ["src/**"]', 'name = "all"\nrun = ["true"]'],
    {},
    'on = ["manual", "post-commit"]',
  )
  t.is((await run('git-doc enable-hook')).code, 0)
  commit('Write', { 'docs/a.md': '# A\n' })
  const ended = async () => {
    await start('git-doc update --background', { GIT_DOC_TRUST: 'all' })
    const { runs } = await json('git-doc status pipeline --json')
    return runs.length > 0 && runs.every(({ tag }: { tag: string }) => tag === 'done')
  }
  await until('the pipeline is over', ended)
  const { runs } = await json('git-doc status pipeline --json')
  t.is(runs.length, 1)
  t.is(runs[0].key, `ci@${git('rev-parse', 'HEAD')}.post-commit`)
  t.deepEqual(verdicts(runs[0].gates), ['code skipped', 'all passed'])
})
