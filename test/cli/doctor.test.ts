// Long because each test file is a process of its own: what belongs together shares one.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { Level } from 'level'
import type { Finding } from '../../src/ports/health.ts'
import { temporaryFolder } from '../support/repository.ts'
import { storyRepository } from '../support/scenario.ts'
import { playedOnce } from '../support/shared-setup.ts'

const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`

const begun = playedOnce(test, async (story, commits: number) => {
  story.commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nCall `fetch0()` first.\n',
    'src/fetch.ts': code('fetch0'),
  })
  await story.run('git-doc init --yes --baseline')
  for (let n = 1; n <= commits; n += 1) {
    story.commit(`Rename fetch${n - 1}`, { 'src/fetch.ts': code(`fetch${n}`) })
    await story.run('git-doc update')
  }
  return {}
})

/** A repository with documented commits, and what its doctor says. */
const documented = async (t: ExecutionContext, commits = 1) => {
  const story = await begun(t, commits)
  const state = join(story.path, '.git', 'git-doc')
  const examined = async (options = '') => {
    const answer = await story.run(`git-doc doctor --json ${options}`)
    const report = JSON.parse(answer.stdout)
    const findings: Finding[] = report.findings ?? []
    return {
      ...answer,
      ...report,
      findings,
      of: (name: string) => findings.filter(finding => finding.name === name),
      bad: findings.filter(finding => finding.state !== 'ok').map(({ name }) => name),
    }
  }
  const docCommits = () =>
    story
      .git('log', '--format=%(trailers:key=Git-Doc-Commit,valueonly,separator=%x2C)')
      .split('\n')
      .filter(Boolean)
  return { ...story, state, log: join(state, 'log'), examined, docCommits }
}

const tampered = async (folder: string, deed: (db: Level<string, string>) => Promise<unknown>) => {
  const db: Level<string, string> = new Level(folder)
  await db.open()
  await deed(db)
  await db.close()
}

const hex = (position: number): string => position.toString(16).padStart(14, '0')

const names = [
  'git',
  'node',
  'configuration',
  'mappings',
  'trust',
  'state folder',
  'run lock',
  'log',
  'views',
  'anchor',
  'segments',
  'commits',
  'publication',
  'doc commits',
  'hooks',
  'left-overs',
]

test('where all is well the doctor says so of every part, with a log and without one', async t => {
  const { examined } = await documented(t)
  const { code: exit, schema, sound, findings, bad } = await examined()
  t.deepEqual([exit, schema, sound, bad], [0, 1, true, []])
  t.deepEqual(
    findings.map(({ name }: Finding) => name),
    names,
  )
  t.deepEqual([...new Set(findings.map((finding: Finding) => finding.code))], ['OK'])
  const fresh = storyRepository(t)
  const answer = await fresh.run('git-doc doctor')
  t.is(answer.code, 0)
  t.is(answer.stdout.match(/^ok /gm)?.length, names.length)
  t.false(existsSync(join(fresh.path, '.git', 'git-doc')))
  t.is((await fresh.run('git-doc doctor --repair')).stdout.split('\n')[0], 'Nothing to repair.')
})

test('outside of a repository there is nothing to look at', async t => {
  const { run } = await documented(t, 0)
  const answer = await run(`cd ${temporaryFolder(t)} && git-doc doctor --json`)
  t.is(answer.code, 2)
  t.is(JSON.parse(answer.stdout).error.code, 'NOT_A_REPOSITORY')
})

test('a broken configuration is a finding and keeps nothing else from being looked at', async t => {
  const { write, examined } = await documented(t)
  write('.git-doc/config.toml', 'llm = 3\n')
  const { code: exit, bad, of, findings } = await examined()
  t.deepEqual([exit, bad], [1, ['configuration']])
  t.regex(of('configuration')[0]?.detail ?? '', /config\.toml:1/)
  t.is(findings.length, names.length)
})

test('what others may read is a warning, and no error', async t => {
  if (process.platform === 'win32') return t.pass()
  const { state, examined } = await documented(t)
  chmodSync(join(state, 'status.json'), 0o644)
  const { code: exit, bad, of } = await examined()
  t.deepEqual([exit, bad], [0, ['state folder']])
  t.regex(of('state folder')[0]?.detail ?? '', /status\.json/)
  t.is(of('state folder')[0]?.code, 'STATE_OPEN_TO_OTHERS')
})

test('a lock whose holder is gone is told from one that is held, and the doctor waits for neither', async t => {
  const { state, examined } = await documented(t)
  const lock = (pid: number) =>
    writeFileSync(
      join(state, 'run.lock'),
      JSON.stringify({
        pid,
        host: 'elsewhere',
        since: new Date().toISOString(),
        command: 'git-doc update',
        token: '00000000-0000-4000-8000-000000000000',
      }),
      { mode: 0o600 },
    )
  lock(1)
  t.regex((await examined()).of('run lock')[0]?.detail ?? '', /Working: "git-doc update"/)
  t.is((await examined('--repair --yes')).code, 75)
  rmSync(join(state, 'run.lock'))
  t.deepEqual((await examined()).bad, [])
})

test('a changed event is found at its position, whatever else is sound', async t => {
  const { log, examined } = await documented(t)
  await tampered(log, async db => {
    const text = await db.get(`log!${hex(5)}`)
    await db.put(`log!${hex(5)}`, text.replace('"version":', '"version": '))
  })
  const { code: exit, of } = await examined()
  t.is(exit, 1)
  t.regex(of('log')[0]?.detail ?? '', /position 5\b/)
  t.like(of('log')[0], { code: 'LOG_DAMAGED', repair: 'rebuild' })
})

test('an identity that is missing is found before any doc commit needs it', async t => {
  const { git, examined } = await documented(t)
  git('config', 'user.useConfigOnly', 'true')
  git('config', '--unset', 'user.email')
  const { code: exit, of } = await examined()
  t.is(exit, 0)
  t.like(of('commits')[0], { state: 'warning', code: 'COMMITS_IDENTITY' })
})

test('a log that only a newer git-doc can read is not made anew', async t => {
  const { log, examined } = await documented(t)
  await tampered(log, db => db.put('meta!format', '99'))
  const { code: exit, of, repair } = await examined('--repair --yes')
  t.deepEqual([exit, repair], [1, undefined])
  t.like(of('log')[0], { code: 'LOG_FORMAT', repair: undefined })
})

test('an index and a view that are not what the events say are found', async t => {
  const damages: [part: string, deed: (db: Level<string, string>) => Promise<unknown>][] = [
    ['log', async db => db.del((await db.keys({ gte: 'ids!', limit: 1 }).all())[0] ?? '')],
    ['log', async db => db.put('ids!nobody', hex(1))],
    [
      'log',
      async db => db.put((await db.keys({ gte: 'count!', limit: 1 }).all())[0] ?? '', hex(9)),
    ],
    ['views', async db => db.del((await db.keys({ gte: 'view!status', limit: 1 }).all())[0] ?? '')],
  ]
  const { log, examined, run } = await documented(t)
  const before = (await run('git-doc history')).stdout
  for (const [part, deed] of damages) {
    await tampered(log, deed)
    t.like((await examined()).of(part)[0], { state: 'error', repair: 'rebuild' })
    // All of it is still there, so a repair loses nothing.
    const { repair, code: exit, bad } = await examined('--repair --yes')
    t.deepEqual([exit, bad, repair.log.lost], [0, [], undefined])
  }
  t.is((await run('git-doc history')).stdout, before)
})

test('a log that LevelDB cannot open is rebuilt from its segments to the last sealed event', async t => {
  const { log, examined, run, docCommits, state } = await documented(t)
  await run('git-doc export ../log.jsonl')
  const before = (await run('git-doc history')).stdout
  for (const file of readdirSync(log).filter(name => /MANIFEST|CURRENT/.test(name)))
    rmSync(join(log, file))
  t.is((await examined()).code, 1)
  t.is((await run('git-doc update')).code, 1)
  const { code: exit, bad, repair } = await examined('--repair --yes')
  t.deepEqual([exit, bad, repair.log.lost, repair.git.runs], [0, [], undefined, []])
  t.is(repair.log.pieces[0].from, 'segments')
  t.is((await run('git-doc history')).stdout, before)
  const documentedBefore = docCommits()
  t.is((await run('git-doc update')).code, 0)
  t.deepEqual(docCommits(), documentedBefore)
  t.is(readdirSync(state).filter(name => name.startsWith('log.damaged-')).length, 1)
})

test('a log without segments whose end is lost keeps what is whole, and Git gives the rest', async t => {
  const { log, state, examined, run, docCommits, commit, git } = await documented(t, 3)
  const lines = (await run('git-doc history')).stdout.trimEnd().split('\n')
  rmSync(join(state, 'segments'), { recursive: true })
  await tampered(log, async db => db.put(`log!${hex(12)}`, 'gone'))
  const { code: exit, bad, repair } = await examined('--repair --yes')
  t.deepEqual([exit, bad], [0, []])
  t.deepEqual(repair.log.pieces, [{ from: 'database', first: 1, last: 11 }])
  t.deepEqual(repair.log.lost, { first: 12, last: lines.length })
  t.true(repair.log.lostRuns.length > 0)
  t.true(repair.git.runs.length > 0)
  const after = (await run('git-doc history')).stdout.split('\n')
  t.deepEqual(after.slice(0, 11), lines.slice(0, 11))

  const before = docCommits()
  t.is((await run('git-doc update --yes')).code, 0)
  t.deepEqual(docCommits(), before)
  const next = commit('Rename fetch3', { 'src/fetch.ts': code('fetch4') })
  t.is((await run('git-doc update')).code, 0)
  t.deepEqual(docCommits(), [next, ...before])
  t.regex(git('show', 'HEAD:README.md'), /fetch4\(\)/)
})

test('when the whole state is gone, Git alone says what was documented and how far', async t => {
  const { state, examined, run, docCommits, commit } = await documented(t, 2)
  const older = docCommits()
  const waiting = commit('Rename fetch2', { 'src/fetch.ts': code('fetch3') })
  rmSync(state, { recursive: true })
  const found = await examined()
  t.deepEqual([found.code, found.bad], [0, ['doc commits']])
  t.like(found.of('doc commits')[0], { code: 'DOC_COMMITS_UNRECORDED', repair: 'record' })
  const { bad, repair, code: exit } = await examined('--repair --yes')
  t.deepEqual([exit, bad, repair.log], [0, [], undefined])
  t.is(repair.git.runs.length, 2)
  t.deepEqual(repair.git.branches, [{ ref: 'refs/heads/main', commit: older[0] }])
  t.is((await run('git-doc update')).code, 0)
  t.deepEqual(docCommits(), [waiting, ...older])
  t.is((await run('git-doc replay')).code, 0)
})

test('a repair asks first, and changes nothing until it is agreed to', async t => {
  const { log, run, state } = await documented(t)
  rmSync(join(log, 'CURRENT'))
  rmSync(join(state, 'segments'), { recursive: true })
  const before = readdirSync(state).sort()
  const answer = await run('git-doc doctor --repair')
  t.is(answer.code, 2)
  t.regex(answer.stdout, /^lost: events 1 to \d+$/m)
  t.regex(answer.stderr, /--yes/)
  t.deepEqual(readdirSync(state).sort(), before)
})

test('a repair that was killed between its two renames is begun again with nothing lost', async t => {
  const { log, examined, run } = await documented(t)
  const before = (await run('git-doc history')).stdout
  await tampered(log, async db => db.put('ids!nobody', hex(1)))
  renameSync(log, `${log}.damaged-2026-01-01T00-00-00-000Z`)
  mkdirSync(`${log}.rebuilt`)
  t.is((await examined()).code, 1)
  t.is((await run('git-doc update')).code, 1)
  const { code: exit, bad } = await examined('--repair --yes')
  t.deepEqual([exit, bad], [0, []])
  t.is((await run('git-doc history')).stdout, before)
})

test('a segment or an anchor that is damaged is put aside and made anew', async t => {
  const { state, examined, run } = await documented(t)
  await run('git-doc export ../log.jsonl')
  const segments = join(state, 'segments')
  const [segment = ''] = readdirSync(segments)
  writeFileSync(
    join(segments, segment),
    readFileSync(join(segments, segment), 'utf8').replace('commit.noticed', 'commit.notised'),
  )
  t.deepEqual((await examined()).bad, ['segments'])
  const { code: exit, bad, repair } = await examined('--repair --yes')
  t.deepEqual([exit, bad, repair.log.lost], [0, [], undefined])
  t.true(existsSync(join(repair.log.aside, 'segments', segment)))

  writeFileSync(join(state, 'log.anchor.json'), 'torn')
  t.deepEqual((await examined()).bad, ['anchor', 'log', 'views', 'doc commits'].sort(order))
  t.deepEqual((await examined('--repair --yes')).bad, [])
  rmSync(join(state, 'log.anchor.json'))
  t.deepEqual((await examined()).bad, ['anchor'])
  t.is((await run('git-doc update')).code, 0)
  t.deepEqual((await examined()).bad, [])
})

const order = (a: string, b: string): number => names.indexOf(a) - names.indexOf(b)

test('what killed processes left is found, and removed by a repair', async t => {
  const { state, examined } = await documented(t)
  const left = join(state, 'status.json.4194305.0123abcd.tmp')
  const own = join(state, `status.json.${process.pid}.0123abcd.tmp`)
  for (const path of [left, own]) writeFileSync(path, '{', { mode: 0o600 })
  const found = await examined()
  t.deepEqual([found.code, found.bad], [0, ['left-overs']])
  t.like(found.of('left-overs')[0], { code: 'LEFT_OVERS', repair: 'remove' })
  const { bad, repair } = await examined('--repair --yes')
  t.deepEqual([bad, repair.removed, existsSync(own)], [[], [left], true])
})

test('a doc commit that was dropped from its branch is told', async t => {
  const { git, examined } = await documented(t)
  git('reset', '--quiet', '--hard', 'HEAD~1')
  const { code: exit, bad, of } = await examined()
  t.deepEqual([exit, bad], [0, ['doc commits']])
  t.is(of('doc commits')[0]?.code, 'DOC_COMMIT_DROPPED')
})

test('a quiet doctor says nothing where all is well, even in a repository without commits', async t => {
  const answer = await storyRepository(t).run('git-doc doctor --quiet')
  t.deepEqual([answer.code, answer.stdout], [0, ''])
})
