import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { temporaryFolder, testRepositoryAt } from '../support/repository.ts'
import { sarifLog } from '../support/sarif.ts'
import { storyAt, storyRepository } from '../support/scenario.ts'

interface Report {
  readonly files: number
  readonly shallow: boolean
  readonly hotspots: readonly {
    readonly path: string
    readonly churn: number
    readonly changed: boolean
  }[]
}

/** Code that is indented so many times. */
const nested = (lines: number): string =>
  `function f() {\n${'    if (a) {\n'.repeat(lines)}${'    }\n'.repeat(lines)}}\n`

/** A file that is renamed, a simple one, and files that are no code of this project. */
const prepared = (...[t]: Parameters<typeof storyRepository>) => {
  const story = storyRepository(t)
  story.commit('Begin', {
    'src/old name.js': nested(20),
    'src/simple.js': 'export const a = 1\n',
    'data.json': `[\n${'    1,\n'.repeat(500)}    1\n]\n`,
    'vendor/lib.js': nested(100),
    'made/api.js': nested(100),
    '.gitattributes': 'made/** linguist-generated\n',
  })
  story.git('mv', 'src/old name.js', 'src/core.js')
  story.commit('Rename')
  story.git('branch', 'base')
  story.commit('Change', {
    'src/simple.js': 'export const a = 2\n',
    'src/core.js': nested(22),
    'package-lock.json': `{${'\n'.repeat(900)}}\n`,
  })
  return story
}

test('the files are ranked under their names of today, and only code of the project counts', async t => {
  const story = prepared(t)
  const answer = await story.run('git-doc hotspots --json')
  t.is(answer.code, 0, answer.stderr)
  const { files, hotspots }: Report = JSON.parse(answer.stdout)
  t.is(files, 2)
  t.deepEqual(
    hotspots.map(({ path, churn }) => [path, churn]),
    [
      ['src/core.js', 42 + 4],
      ['src/simple.js', 3],
    ],
  )
  t.is(story.git('status', '--porcelain'), '')
})

test('a person sees a table, and files that differ from the base are marked', async t => {
  const story = prepared(t)
  const { stdout } = await story.run('git-doc hotspots --changed base --top 1')
  t.regex(
    stdout,
    /^#\s+score\s+churn\s+complexity\s+deviation\s+file\n1 .* src\/core\.js \(changed\)\n/,
  )
  t.regex(stdout, /\n1 hotspot in 2 code files, from 2025-10-03 to 2026-01-01\.\n$/)
})

test('SARIF is valid, has a rule, a line and a fingerprint that does not change with the score', async t => {
  const story = prepared(t)
  await story.run('git-doc hotspots --sarif before.sarif')
  const read = () => {
    const [run] = sarifLog(readFileSync(join(story.path, 'before.sarif'), 'utf8')).runs
    return run?.results ?? []
  }
  const before = read()
  t.is(before.length, 2)
  t.is(before[0]?.locations[0]?.physicalLocation.region.startLine, 1)
  story.commit('More', { 'src/core.js': nested(60) })
  await story.run('git-doc hotspots --sarif before.sarif')
  const after = read()
  t.not(after[0]?.message.text, before[0]?.message.text)
  t.deepEqual(after[0]?.partialFingerprints, before[0]?.partialFingerprints)
})

for (const [format, shown] of [
  ['github', /^::notice file=src\/core\.js,line=1/m],
  ['gitlab', /"path": "src\/core\.js"/],
  ['junit', /tests="2" failures="0"/],
  ['markdown', /\| note \| `src\/core\.js:1`/],
] as const)
  test(`every format shows them: ${format}`, async t => {
    const { stdout, code } = await prepared(t).run(`git-doc hotspots --format ${format}`)
    t.is(code, 0)
    t.regex(stdout, shown)
  })

test('the window ends with HEAD and begins as asked', async t => {
  const story = prepared(t)
  const counted = async (since: string) => {
    const { stdout } = await story.run(`git-doc hotspots --json --since ${since}`)
    return (JSON.parse(stdout) as Report).hotspots.length
  }
  t.is(await counted('all'), 2)
  t.is(await counted('2025-12-31'), 2)
  t.is(await counted('2026-01-02'), 0)
  const { stdout } = await story.run('git-doc hotspots --since 2026-01-02')
  t.is(stdout, 'No code file changed from 2026-01-02 to 2026-01-01.\n')
})

for (const [options, code] of [
  ['--since soon', 'USAGE'],
  ['--since 0d', 'USAGE'],
  ['--since 2026-02-31', 'USAGE'],
  ['--top 0', 'USAGE'],
  ['--top many', 'USAGE'],
  ['--format xml', 'USAGE'],
  ['--changed nothing', 'UNKNOWN_COMMIT'],
] as const)
  test(`"${options}" is refused with ${code}`, async t => {
    const { stdout, code: exit } = await prepared(t).run(`git-doc hotspots --json ${options}`)
    t.is(JSON.parse(stdout).error.code, code)
    t.not(exit, 0)
  })

test('without a commit there is nothing to rank', async t => {
  const { stdout } = await storyRepository(t).run('git-doc hotspots --json')
  t.is(JSON.parse(stdout).error.code, 'NO_HISTORY')
})

test('a shallow clone says that history is missing', async t => {
  const story = prepared(t)
  const path = join(temporaryFolder(t), 'clone')
  execFileSync('git', ['clone', '-q', '--depth=1', `file://${story.path}`, path])
  const { stdout, stderr } = await storyAt(testRepositoryAt(path)).run('git-doc hotspots --json')
  t.true((JSON.parse(stdout) as Report).shallow)
  t.regex(stderr, /git fetch --unshallow/)
})

test('a base without a common ancestor raises nothing, and says so', async t => {
  const story = prepared(t)
  story.git('checkout', '-q', '--orphan', 'alone')
  story.commit('Alone')
  const { stdout, stderr } = await story.run('git-doc hotspots --json --changed base')
  t.true((JSON.parse(stdout) as Report).hotspots.every(({ changed }) => !changed))
  t.regex(stderr, /no common ancestor/)
})
