import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { shell } from '../support/run-command.ts'
import { sarifLog } from '../support/sarif.ts'
import { storyRepository } from '../support/scenario.ts'

type Story = ReturnType<typeof storyRepository>

const clean =
  '# Tool\n\n## Usage\n\nSee [the code](src/a.ts) and [below](#license).\n\n## License\n'
const dead = `${clean}\n[gone](docs/gone.md)\n`

const prepared = (t: ExecutionContext, readme = clean): Story => {
  const story = storyRepository(t)
  story.commit('Begin', { 'README.md': readme, 'src/a.ts': 'export const maxRetries = 3\n' })
  return story
}

interface Finding {
  rule: string
  level: string
  what: string
  file: string
  line: number
  old: boolean
  hint: string
  fingerprint: string
}
interface Report {
  verdict: string
  counts: Record<string, number>
  findings: Finding[]
  skipped: { rule: string; reason: string }[]
}

/** Runs `check --json`; the exit code must be this one. */
const checked = async (
  t: ExecutionContext,
  story: Pick<Story, 'run'>,
  options: string,
  code: number,
): Promise<Report> => {
  const answer = await story.run(`git-doc check --json ${options}`)
  t.is(answer.code, code, answer.stdout + answer.stderr)
  return JSON.parse(answer.stdout)
}

test('a repository whose documents hold true ends with 0, without any state of git-doc', async t => {
  const story = prepared(t)
  const { verdict, findings } = await checked(t, story, '', 0)
  t.is(verdict, 'clean')
  t.deepEqual(findings, [])
  t.is(story.git('status', '--porcelain'), '')
})

test('a dead link ends with 1, and is shown with its line and a caret', async t => {
  const story = prepared(t, dead)
  const answer = await story.run('git-doc check')
  t.is(answer.code, 1)
  t.is(
    answer.stdout,
    `README.md:9:8: error: docs/gone.md does not exist. [link]
    9 | [gone](docs/gone.md)
      |        ^^^^^^^^^^^^
       Fix or remove the link.
1 error, 0 warnings in 1 document.
`,
  )
})

test('a document cannot command the terminal', async t => {
  const story = prepared(t, '# Tool\n\n\u001b[31m[gone](gone.md)\n')
  const answer = await story.run('git-doc check')
  t.is(answer.code, 1)
  t.false(answer.stdout.includes('\u001b'))
})

test('it looks at the working tree: what is not committed counts, what is deleted is gone', async t => {
  const story = prepared(t)
  story.write('docs/new.md', '# New\n\n[up](../README.md#nowhere)\n')
  rmSync(join(story.path, 'src/a.ts'))
  const { findings } = await checked(t, story, '', 1)
  t.deepEqual(
    findings.map(({ file, rule, what }) => [file, rule, what]),
    [
      ['README.md', 'link', 'src/a.ts'],
      ['docs/new.md', 'anchor', '../README.md#nowhere'],
    ],
  )
})

test('what git ignores may be built, so it is a note', async t => {
  const story = prepared(t, '# Tool\n\n[report](build/report.md)\n')
  story.write('.gitignore', 'build/\n')
  const { findings } = await checked(t, story, '--strict', 0)
  t.deepEqual(
    findings.map(({ level }) => level),
    ['note'],
  )
})

test('a comment asks to be left alone', async t => {
  const story = prepared(t, '# Tool\n\n[gone](gone.md) <!-- git-doc: ignore -->\n')
  await checked(t, story, '', 0)
})

test('nothing is read through a symbolic link', async t => {
  const story = prepared(t)
  const outside = join(story.path, '..', 'outside')
  mkdirSync(outside)
  symlinkSync(outside, join(story.path, 'linked'))
  symlinkSync(join(outside, 'secret.md'), join(story.path, 'SECRET.md'))
  story.write('../outside/secret.md', '[gone](gone.md)\n')
  story.git('add', '--all')
  story.write('docs/a.md', '[in](../linked/secret.md) [gone](../linked/gone.md)\n')
  const { findings } = await checked(t, story, '', 0)
  t.deepEqual(findings, [])
})

test('with --since only what is new counts', async t => {
  const story = prepared(t, dead)
  story.commit('Move the code', { 'src/b.ts': '' })
  story.git('checkout', '--quiet', '-b', 'topic')
  const old = await checked(t, story, '--since main', 0)
  t.deepEqual(
    old.findings.map(each => [each.what, each.old]),
    [['docs/gone.md', true]],
  )
  story.git('rm', '--quiet', 'src/a.ts')
  story.commit('Remove the code', { 'README.md': `Intro.\n\n${dead}` })
  const { findings } = await checked(t, story, '--since main', 1)
  t.deepEqual(
    findings.map(each => [each.what, each.old]),
    [
      ['src/a.ts', false],
      ['docs/gone.md', true],
    ],
  )
})

test('the same dead link once more is new', async t => {
  const story = prepared(t, dead)
  story.write('README.md', `${dead}\n[gone](docs/gone.md)\n`)
  const { counts } = await checked(t, story, '--since HEAD', 1)
  t.like(counts, { errors: 1, old: 1 })
})

test('a base that is not here leaves it undecided', async t => {
  const story = prepared(t)
  for (const options of ['--since nowhere', '--baseline nowhere.json']) {
    const answer = await story.run(`git-doc check --json ${options}`)
    t.is(answer.code, 3, answer.stdout)
    t.is(JSON.parse(answer.stdout).error.code, 'BASE_MISSING')
  }
  story.git('checkout', '--quiet', '--orphan', 'other')
  story.commit('Begin anew')
  t.is((await story.run('git-doc check --since main')).code, 3)
})

test('a baseline lists what is old, and survives lines that move', async t => {
  const story = prepared(t, dead)
  const written = await story.run('git-doc check --write-baseline known.json')
  t.is(written.code, 0)
  t.regex(written.stderr, /known\.json lists 1 finding as old/)
  story.write('README.md', `A word before.\n\n${dead}`)
  await checked(t, story, '--baseline known.json', 0)
  story.write('README.md', `${dead}[more](more.md)\n`)
  const { counts } = await checked(t, story, '--baseline known.json', 1)
  t.like(counts, { errors: 1, old: 1 })
  story.write('known.json', '{"schema": 2}')
  t.is((await story.run('git-doc check --baseline known.json')).code, 3)
})

const withRemoval = (t: ExecutionContext): Story => {
  const story = prepared(t, '# Tool\n\nSet `maxRetries` first.\n')
  story.commit('Stop retrying', { 'src/a.ts': 'export const limit = 3\n' })
  return story
}

test('a name that left the code is a warning, and blocks when strict', async t => {
  const story = withRemoval(t)
  const { findings } = await checked(t, story, '', 0)
  t.like(findings[0], { rule: 'identifier', level: 'warning', what: 'maxRetries', old: false })
  t.is((await checked(t, story, '--strict', 1)).verdict, 'drifted')
  t.is((await checked(t, story, '--strict --since HEAD', 0)).findings[0]?.old, true)
  t.is((await checked(t, story, '--strict --since HEAD~', 1)).findings[0]?.old, false)
})

test('a name that is still in the code in another spelling is none', async t => {
  const story = withRemoval(t)
  story.write('src/b.py', 'max_retries = 3\n')
  t.deepEqual((await checked(t, story, '--strict', 0)).findings, [])
})

test('a name is still in code that is not UTF-8', async t => {
  const story = withRemoval(t)
  story.write('src/b.c', Buffer.from([...Buffer.from('int max_retries; /* '), 0xe9, 0x20, 0x2a]))
  t.deepEqual((await checked(t, story, '--strict', 0)).findings, [])
})

test('a new name is offered where the diff proves it', async t => {
  const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`
  const story = storyRepository(t)
  story.commit('Begin', { 'README.md': 'Call `fetchAll()`.\n', 'src/a.ts': code('fetchAll') })
  story.commit('Rename', { 'src/a.ts': code('fetchEvery') })
  const { findings } = await checked(t, story, '', 0)
  t.is(findings[0]?.hint, 'It is now fetchEvery.')
})

test('in a shallow clone links are decided, and names only leave a strict check undecided', async t => {
  const story = withRemoval(t)
  const folder = join(story.path, '..', 'shallow')
  story.git('clone', '--quiet', '--depth=1', `file://${story.path}`, folder)
  const clone = {
    run: (command: string) =>
      shell(command.replace('git-doc', join(story.path, '..', 'bin', 'git-doc')), folder),
  }
  const { verdict, skipped } = await checked(t, clone, '', 0)
  t.is(verdict, 'clean')
  t.deepEqual(
    skipped.map(({ rule }) => rule),
    ['identifier'],
  )
  t.is((await checked(t, clone, '--strict', 3)).verdict, 'undecided')
  const since = await clone.run('git-doc check --since HEAD~1')
  t.is(since.code, 3)
})

test('a history that git cannot tell to its end is no answer', async t => {
  const story = withRemoval(t)
  const blob = story.git('rev-parse', 'HEAD~1:src/a.ts')
  rmSync(join(story.path, '.git', 'objects', blob.slice(0, 2), blob.slice(2)))
  const { skipped } = await checked(t, story, '', 0)
  t.regex(skipped[0]?.reason ?? '', /git log.*failed/)
  await checked(t, story, '--strict', 3)
})

test('a mapped section that is older than its code is a note', async t => {
  const story = prepared(t)
  story.commit('Configure', {
    '.git-doc/config.toml':
      '[[mappings]]\ncode_pattern = ["src/**"]\ndoc_file = "README.md"\nsection = "Usage"\n',
  })
  t.deepEqual((await checked(t, story, '', 0)).findings, [])
  story.commit('Change the code', { 'src/a.ts': 'export const maxRetries = 5\n' })
  const { findings } = await checked(t, story, '--strict', 0)
  t.like(findings[0], { rule: 'mapped-section', level: 'note', what: 'Usage' })
  story.commit('Change another section', { 'README.md': `${clean}\nMIT\n` })
  t.is((await checked(t, story, '', 0)).findings.length, 1)
  story.commit('Follow', { 'README.md': clean.replace('See', 'Look at') })
  t.deepEqual((await checked(t, story, '', 0)).findings, [])
})

test('only documents that doc_files names are looked at, where it is set', async t => {
  const story = prepared(t, dead)
  story.write('.git-doc/config.toml', 'doc_files = ["docs/**/*.md"]\n')
  t.deepEqual((await checked(t, story, '', 0)).findings, [])
})

test('SARIF is valid and its fingerprints do not change when lines move', async t => {
  const story = prepared(t, dead)
  const printed = await story.run('git-doc check --sarif')
  t.is(printed.code, 1)
  const log = sarifLog(printed.stdout)
  const [result] = log.runs[0]?.results ?? []
  t.like(result, { ruleId: 'link', level: 'error', ruleIndex: 0 })
  t.like(result?.locations[0]?.physicalLocation, {
    artifactLocation: { uri: 'README.md' },
    region: { startLine: 9, startColumn: 8, endColumn: 20 },
  })
  story.write('README.md', `A word before.\n\n${dead}`)
  const filed = await story.run('git-doc check --since HEAD --sarif out.sarif')
  t.is(filed.code, 0)
  t.regex(filed.stdout, /0 errors/)
  const later = sarifLog(readFileSync(join(story.path, 'out.sarif'), 'utf8'))
  const [same] = later.runs[0]?.results ?? []
  t.deepEqual(same?.partialFingerprints, result?.partialFingerprints)
  t.is(same?.baselineState, 'unchanged')
  t.is(same?.locations[0]?.physicalLocation.region.startLine, 11)
})

test('JSON and SARIF cannot both be printed', async t => {
  const answer = await prepared(t).run('git-doc check --json --sarif')
  t.is(answer.code, 2)
})

test('an option it does not know is wrong usage', async t => {
  t.is((await prepared(t).run('git-doc check --stric')).code, 2)
})

test('a report goes to standard output or to a file, in every format', async t => {
  const story = prepared(t, dead)
  const read = (file: string) => readFileSync(join(story.path, file), 'utf8')
  const beginnings = {
    text: /^README\.md:9:8: error: /,
    json: /^\{\n {2}"schema": 1,/,
    sarif: /^\{\n {2}"\$schema"/,
    github: /^::error file=README\.md,line=9/,
    gitlab: /^\[\n {2}\{\n {4}"description"/,
    junit: /^<\?xml /,
    markdown: /^\*\*git-doc check\*\*: 1 error/,
  }
  for (const [format, beginning] of Object.entries(beginnings)) {
    const printed = await story.run(`git-doc check --format ${format}`)
    t.is(printed.code, 1, format)
    t.regex(printed.stdout, beginning, format)
    const filed = await story.run(`git-doc check --format ${format} --output report.${format}`)
    t.is(filed.code, 1, format)
    t.regex(filed.stdout, /^README\.md:9:8: error: /, 'a person gets text')
    t.is(read(`report.${format}`), printed.stdout, format)
  }
  const json = await story.run('git-doc check --json')
  t.is((await story.run('git-doc check --format json')).stdout, json.stdout)
  const both = await story.run('git-doc check --json --format junit --output both.xml')
  t.deepEqual([both.stdout, read('both.xml')], [json.stdout, read('report.junit')])
})

test('a report that cannot be written is no drift, and says which file', async t => {
  const story = prepared(t, dead)
  for (const options of [
    '--format junit --output gone/report.xml',
    '--sarif gone/report.sarif',
    '--write-baseline gone/known.json',
    '--format junit --output src',
  ]) {
    const { code, stdout, stderr } = await story.run(`git-doc check ${options} --json`)
    t.is(code, 3, stderr)
    t.is(JSON.parse(stdout.slice(stdout.lastIndexOf('{"schema"'))).error.code, 'REPORT_UNWRITABLE')
    t.true(stderr.includes(options.split(' ').at(-1) ?? ''), stderr)
  }
  t.is(story.git('status', '--porcelain'), '')
})

test('a format that does not exist, or a file without a format, is wrong usage', async t => {
  const story = prepared(t, dead)
  for (const options of [
    '--format yaml',
    '--output report.txt',
    '--format json --sarif',
    '--output=',
  ])
    t.is((await story.run(`git-doc check ${options}`)).code, 2, options)
  t.is(story.git('status', '--porcelain'), '')
})
