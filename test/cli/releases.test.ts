// Long because each test file is a process of its own: what belongs together shares one.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { hookServer } from '../support/hook-server.ts'
import { type Package, releaseStory, root } from '../support/releases.ts'
import { sarifLog } from '../support/sarif.ts'

const two: Readonly<Record<string, Package>> = { intake: {}, brief: { requires: ['intake'] } }

/** Two packages of which the first version is in production. */
const active = async (t: ExecutionContext, config?: string) => {
  const story = releaseStory(t, two, config)
  t.is((await story.release('stage intake@1.0.0 brief@1.0.0')).code, 0)
  const done = await story.release('activate intake@1.0.0 brief@1.0.0 --reason First')
  t.is(done.code, 0, done.stdout + done.stderr)
  return story
}

/** A next version of a package, committed on main. */
const next = (story: Awaited<ReturnType<typeof active>>, version = '1.1.0', of?: Package) => {
  story.writeRelease('brief', version, { ...two.brief, ...of })
  story.git('add', '-A')
  story.git('commit', '-qm', `Add brief ${version}`)
}

test('two packages that need each other are staged and activated together, in one commit with its trailers', async t => {
  const story = await active(t)
  t.deepEqual(story.pointer(), { brief: '1.0.0', intake: '1.0.0' })
  const message = story.git('log', '-1', '--format=%B')
  t.regex(message, /^release: Activate intake 1\.0\.0, brief 1\.0\.0\n/)
  for (const line of [
    /^Activated-By: Ada <ada@example\.org>$/m,
    /^Reason: First$/m,
    /^Previous: intake none, brief none$/m,
    /^Staged-Tree: intake@1\.0\.0 [0-9a-f]{40}, brief@1\.0\.0 [0-9a-f]{40}$/m,
    /^Report: intake@1\.0\.0 [0-9a-f]{64}, brief@1\.0\.0 [0-9a-f]{64}$/m,
    /^Rules: \d+\+[0-9a-f]{8}$/m,
    /^Git-Doc-Run: activation\/\S+$/m,
  ])
    t.regex(message, line)
  t.is(story.git('log', '--format=%s', '--', `${root}/_active`).split('\n').length, 1)
  t.is(story.git('status', '--porcelain'), '')
  t.like(await story.json('activate brief@1.0.0 --reason Again'), { again: true })
  t.like(await story.json('verify'), { isProven: true, steps: 1, releases: 2, proofs: [] })
})

test('what cannot be is refused with its code, and nothing is recorded of it', async t => {
  const story = await active(t)
  next(story)
  const head = story.git('rev-parse', 'HEAD')
  const refused: readonly (readonly [string, string])[] = [
    ['activate brif@1.0.0 --reason x', 'PACKAGE_UNKNOWN'],
    ['activate brief@9.0.0 --reason x', 'RELEASE_UNKNOWN'],
    ['activate brief --reason x', 'USAGE'],
    ['activate brief@v1.1.0 --reason x', 'VERSION_INVALID'],
    ['activate brief@1.1.0', 'REASON_MISSING'],
    ['activate brief@1.1.0 --reason x', 'RELEASE_NOT_STAGED'],
    ['activate brief@1.0.0 brief@1.1.0 --reason x', 'USAGE'],
    ['rollback brief --reason x', 'ROLLBACK_NOTHING'],
    ['rollback brief --to 1.1.0 --reason x', 'NEVER_RELEASED'],
    ['rollback brief --to 1.0.0', 'REASON_MISSING'],
    ['approve brief@1.1.0', 'RELEASE_NOT_STAGED'],
    ['draft brif', 'PACKAGE_UNKNOWN'],
    ['draft brief --version 1.1.0', 'VERSION_TAKEN'],
    ['draft brief --version one', 'VERSION_INVALID'],
    ['draft brief --bump huge', 'USAGE'],
    ['commit --reason x', 'DRAFT_NOT_FOUND'],
    ['commit brief@1.0.0 --reason x', 'RELEASE_FROZEN'],
    ['commit brief@1.1.0 --reason x', 'NOTHING_TO_COMMIT'],
    ['abandon brief@1.0.0 --yes', 'RELEASE_FROZEN'],
    ['stage', 'USAGE'],
    ['stage brief@3.0.0', 'RELEASE_UNKNOWN'],
    ['diff brief@1.0.0 intake@1.0.0', 'USAGE'],
    ['frob', 'USAGE'],
  ]
  for (const [line, code] of refused) t.is(await story.code(line), code, line)
  t.is(story.git('rev-parse', 'HEAD'), head)
  const runs = (await story.run('git-doc status activation --all --json')).stdout
  t.is(runs.split('\n').filter(Boolean).length, 1)
  t.is((await story.release('status', {})).code, 0)
})

test('a repository without [releases] says so', async t => {
  const story = releaseStory(t, two, '')
  for (const verb of ['status', 'history', 'guard', 'stage brief@1.0.0'])
    t.is(await story.code(verb), 'RELEASES_NOT_CONFIGURED', verb)
})

const broken: readonly (readonly [string, (files: string) => [string, string], string])[] = [
  [
    'a manifest that is no YAML, with its line',
    folder => [`${folder}/package.yaml`, 'id: [brief\nversion: 1.1.0\n'],
    'manifest.unparsable',
  ],
  [
    'a manifest with another version than its folder',
    folder => [`${folder}/package.yaml`, 'id: brief\nversion: 1.2.0\n'],
    'manifest.version-dir-mismatch',
  ],
  [
    'a schema whose $ref leads nowhere',
    folder => [
      `${folder}/schemas/output.schema.json`,
      '{ "$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/$defs/none" }\n',
    ],
    'schema.ref-unresolved',
  ],
]
for (const [title, change, rule] of broken)
  test(`${title} is not staged`, async t => {
    const story = await active(t)
    next(story)
    const [file, text] = change(`${root}/brief/releases/1.1.0`)
    story.commit('Break it', { [file]: text })
    const { staged } = await story.json('stage brief@1.1.0')
    t.is(staged[0].state, 'failed')
    const found = staged[0].findings.find((each: { rule: string }) => each.rule === rule)
    t.truthy(found, JSON.stringify(staged[0].findings))
    t.is(found.file, file)
    const sarif = sarifLog((await story.release('report brief@1.1.0 --sarif')).stdout)
    t.true(sarif.runs[0]?.results.some(each => each.ruleId === rule))
    t.is(await story.code('activate brief@1.1.0 --reason x'), 'ACTIVATION_REFUSED')
  })

test('artifacts that are missing, or lie outside, and a cyclic $ref', async t => {
  const story = await active(t)
  const folder = `${root}/brief/releases/1.1.0`
  next(story)
  const manifest = readFileSync(join(story.path, folder, 'package.yaml'), 'utf8')
  story.commit('Break it', {
    [`${folder}/package.yaml`]: manifest
      .replace('prompts/task.prompt.txt', '../../../intake/package.yaml')
      .replace('prompts/pgc_context.prompt.txt', 'prompts/none.txt'),
  })
  const { staged } = await story.json('stage brief@1.1.0')
  const rules = staged[0].findings.map((each: { rule: string }) => each.rule)
  t.true(rules.includes('artifact.outside-package'), rules.join())
  t.true(rules.includes('artifact.missing'), rules.join())
  const circle = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'brief',
    type: 'object',
    properties: { title: { type: 'string' }, audience: { type: 'string' }, inner: { $ref: '#' } },
    required: ['title'],
  }
  story.commit('A circle is no mistake', {
    [`${folder}/package.yaml`]: manifest,
    [`${folder}/schemas/output.schema.json`]: `${JSON.stringify(circle)}\n`,
  })
  t.like(await story.json('stage brief@1.1.0'), { staged: [{ state: 'success' }] })
})

test('a failed staging that is repaired is no open failure, and staging again says that it was staged', async t => {
  const story = await active(t)
  next(story, '1.1.0', { named: ['audience'] })
  t.is((await story.release('stage brief@1.1.0')).code, 1)
  t.regex((await story.release('status')).stdout, /brief +1\.1\.0 +committed .* 1 error /)
  next(story)
  t.is((await story.release('stage brief')).code, 0)
  const status = JSON.parse((await story.run('git-doc status --json')).stdout)
  t.deepEqual(status.failures, [])
  t.like(await story.json('stage brief@1.1.0'), { staged: [{ again: true, state: 'success' }] })
  t.like(await story.json('stage brief@1.1.0 --force'), { staged: [{ again: false }] })
})

test('staged means this tree: a change takes it away, a new message and a rebase do not', async t => {
  const story = await active(t)
  next(story)
  await story.release('stage brief@1.1.0')
  const stateOf = async () => {
    const { packages } = await story.json('status brief')
    return packages[0].releases.find((each: { version: string }) => each.version === '1.1.0')
  }
  story.git('commit', '-q', '--amend', '-m', 'Say it otherwise')
  t.like(await stateOf(), { state: 'staged', isEditable: false })
  story.git('branch', 'other', 'HEAD^')
  story.git('switch', '-q', 'other')
  story.commit('Something else', { 'README.md': '# Tool\n' })
  story.git('rebase', '-q', 'other', 'main')
  t.like(await stateOf(), { state: 'staged' })
  const prompt = `${root}/brief/releases/1.1.0/prompts/task.prompt.txt`
  story.commit('Change it', { [prompt]: 'Follow the brief schema. `title` `audience`\n' })
  const changed = await stateOf()
  t.like(changed, { state: 'committed', staging: 'outdated' })
  t.regex(changed.why, /tree was \w{8}/)
  t.is(await story.code('activate brief@1.1.0 --reason x'), 'RELEASE_NOT_STAGED')
  // Passed by, a staged folder that changed is a note.
  t.like(await story.json('verify'), {
    isProven: true,
    proofs: [{ rule: 'verify.staged-changed', level: 'note' }],
  })
})

test('a pre-release can be staged, and never goes into production', async t => {
  const story = await active(t)
  next(story, '1.1.0-rc.1')
  t.is((await story.release('stage brief@1.1.0-rc.1')).code, 0)
  const refused = await story.release('activate brief@1.1.0-rc.1 --reason x')
  t.is(refused.code, 1)
  t.regex(refused.stderr, /pre-release/)
  t.deepEqual(story.pointer(), { brief: '1.0.0', intake: '1.0.0' })
})

test('a draft is a branch and a copy; it is committed, continued and given up', async t => {
  const story = await active(t)
  story.write('notes.txt', 'mine\n')
  story.write(`${root}/brief/releases/1.0.0/package.yaml`, 'id: brief\n')
  t.is(await story.code('draft brief'), 'TREE_DIRTY')
  story.git('checkout', '-q', '--', root)
  t.like(await story.json('draft brief'), { version: '1.1.0', from: '1.0.0', continued: false })
  t.is(story.git('branch', '--show-current'), 'release/brief-1.1.0')
  const folder = `${root}/brief/releases/1.1.0`
  t.regex(readFileSync(join(story.path, folder, 'package.yaml'), 'utf8'), /^version: 1\.1\.0$/m)
  t.like(await story.json('bump'), { isHighEnough: true, changes: [] })
  t.is(await story.code('stage brief@1.1.0'), 'RELEASE_UNKNOWN')
  t.is(await story.code('commit'), 'REASON_MISSING')
  t.is((await story.release("commit --reason 'As it was'")).code, 0)
  t.is(story.git('log', '-1', '--format=%s|%b'), 'feat(brief): Release 1.1.0|As it was\n')
  t.is(story.git('status', '--porcelain'), '?? notes.txt')
  // A second draft begins where the first one did.
  t.like(await story.json('draft intake --bump major'), { version: '2.0.0' })
  t.is(story.git('rev-parse', 'HEAD'), story.git('rev-parse', 'main'))
  t.is(await story.code('draft brief'), 'TREE_DIRTY')
  t.like(await story.json('abandon --yes'), { package: 'intake', removed: true })
  t.like(await story.json('draft brief'), { version: '1.1.0', continued: true })
  t.like(await story.json('abandon --yes'), { version: '1.1.0', removed: true })
  t.is(story.git('branch', '--show-current'), 'main')
  t.is(await story.code('abandon'), 'CONFIRMATION_NEEDED')
  const { packages } = await story.json('status brief')
  t.like(packages[0].releases.at(-1), { version: '1.1.0', state: 'abandoned' })
})

test('a version that says less than what changed is refused with every reason', async t => {
  const story = await active(t)
  await story.release('draft brief')
  story.writeRelease('brief', '1.1.0', {
    ...two.brief,
    fields: ['name!', 'audience'],
    shows: ['/name'],
  })
  const refused = await story.release("commit --reason 'Call it name'")
  t.is(refused.code, 1)
  t.regex(refused.stderr, /asks? for 2\.0\.0 at least:\n(.*\n)*.*title/)
  t.is((await story.release('bump --explain')).code, 1)
  story.write(`${root}/brief/releases/1.1.0/package.yaml`, 'id: brief\nversion: 1.0.0\n')
  t.is(await story.code('commit --reason x'), 'MANIFEST_WRONG')
})

test('roles are asked of the stated identity', async t => {
  const config =
    '[roles]\nadmin = ["bob@example.org"]\n\n[releases.roles]\nactivate = ["admin"]\nstage = []\n'
  const story = releaseStory(t, two, config)
  t.is(await story.code('stage brief@1.0.0'), 'ROLE_MISSING')
  t.is(await story.code('activate brief@1.0.0 --reason x'), 'ROLE_MISSING')
  const bob = "--by 'Bob <BOB@example.org>'"
  t.is(await story.code(`activate brief@1.0.0 --reason x ${bob}`), 'ACTIVATION_REFUSED')
})

test('approvals: one a person, not of who wrote it or asks, and void after a change', async t => {
  const story = await active(t, '[releases]\napprovals = 0\n')
  story.commit('Two must approve', { '.git-doc/config.toml': '[releases]\napprovals = 2\n' })
  next(story)
  await story.release('stage brief@1.1.0')
  const by = (name: string) => `--by '${name} <${name.toLowerCase()}@example.org>'`
  t.is(await story.code('approve brief@1.1.0'), 'APPROVAL_OWN')
  t.like(await story.json(`approve brief@1.1.0 ${by('Bob')}`), { again: false })
  t.like(await story.json(`approve brief@1.1.0 ${by('Bob')}`), { again: true })
  const activate = `activate brief@1.1.0 --reason x ${by('Cleo')}`
  t.is(await story.code(activate), 'APPROVALS_MISSING')
  // Who asks does not count.
  await story.release(`approve brief@1.1.0 ${by('Cleo')}`)
  t.is(await story.code(activate), 'APPROVALS_MISSING')
  const prompt = `${root}/brief/releases/1.1.0/prompts/task.prompt.txt`
  const before = readFileSync(join(story.path, prompt), 'utf8')
  story.commit('Change it', { [prompt]: `${before}Be short.\n` })
  await story.release('stage brief@1.1.0')
  const voided = await story.release(activate)
  t.regex(voided.stderr, /0 of 2 approvals.*approved it before it changed/)
  for (const name of ['Bob', 'Dan']) await story.release(`approve brief@1.1.0 ${by(name)}`)
  t.is((await story.release(activate)).code, 0)
  t.like(await story.json('why brief'), {
    active: '1.1.0',
    deed: { by: 'Cleo <cleo@example.org>' },
  })
})

test('the guard refuses a change of what is staged or was in production, and verify tells what passed it by', async t => {
  const story = await active(t)
  next(story)
  await story.release('stage brief@1.1.0')
  const hooks = await story.start('git-doc enable-hook')
  t.is(hooks.code, 0, hooks.stderr)
  t.true(existsSync(join(story.path, '.git/hooks/pre-commit')))
  for (const version of ['1.0.0', '1.1.0']) {
    story.write(`${root}/brief/releases/${version}/prompts/task.prompt.txt`, 'Changed\n')
    story.git('add', '-A')
    t.like(await story.json('guard'), { refused: true })
    const refused = await story.start("git commit -qm 'Sneak it in'")
    t.is(refused.code, 1, refused.stderr)
    t.regex(refused.stderr, version === '1.0.0' ? /was in production/ : /is staged/)
    story.git('reset', '-q', '--hard')
  }
  story.write(`${root}/brief/releases/1.0.0/prompts/task.prompt.txt`, 'Changed\n')
  const passed = await story.start("git commit -qam 'Sneak it in' --no-verify")
  t.is(passed.code, 0)
  const verified = await story.json('verify')
  t.false(verified.isProven)
  t.is(verified.proofs[0].rule, 'verify.released-changed')
  story.git('init', '-q', '--bare', '../remote.git')
  story.git('remote', 'add', 'origin', '../remote.git')
  const pushed = await story.start('git push -q origin main')
  t.not(pushed.code, 0)
  t.regex(pushed.stderr, /was in production/)
})

test('a rollback that breaks what depends on it is refused; with --force it is recorded', async t => {
  const story = releaseStory(t, { ...two, brief: { requires: ['intake@^1.1.0'] } })
  story.writeRelease('intake', '1.1.0')
  story.git('add', '-A')
  story.git('commit', '-qm', 'Add intake 1.1.0')
  await story.release('stage intake@1.0.0')
  await story.release('activate intake@1.0.0 --reason One')
  await story.release('stage intake@1.1.0 brief@1.0.0')
  t.is((await story.release('activate intake@1.1.0 brief@1.0.0 --reason Two')).code, 0)
  t.is(await story.code('rollback intake --reason x'), 'ROLLBACK_BREAKS')
  const forced = await story.release("rollback intake --reason 'It is wrong' --force")
  t.is(forced.code, 0, forced.stderr)
  const message = story.git('log', '-1', '--format=%B')
  t.regex(message, /^rollback: Revert intake to 1\.0\.0\n/)
  t.regex(message, /^Rolled-Back-By: Ada/m)
  t.regex(message, /^Forced: .*brief/m)
  t.like(await story.json('verify'), { isProven: true })
})

test('sync: refused it is tried again, the pointer stays, and a retry only tells again', async t => {
  let status = 503
  const server = await hookServer(t, response => response.writeHead(status).end())
  const config = `[releases.sync]\nurl = "${server.url}/T0KEN"\nsecret_env = "SYNC_SECRET"\nretries = 1\nbackoff = 0.01\n`
  const story = releaseStory(t, { intake: {} }, config)
  const secret = { SYNC_SECRET: 'shared' }
  await story.release('stage intake@1.0.0')
  const failed = await story.release('activate intake@1.0.0 --reason First', secret)
  t.is(failed.code, 1)
  t.regex(failed.stdout, /pointer: done\n.*request: failed/)
  t.is(server.heard.length, 2)
  t.deepEqual(story.pointer(), { intake: '1.0.0' })
  const head = story.git('rev-parse', 'HEAD')
  t.regex((await story.release('status')).stdout, /intake 1\.0\.0: failed/)
  status = 204
  t.is((await story.run('git-doc retry', secret)).code, 0)
  t.is(story.git('rev-parse', 'HEAD'), head)
  t.is(server.heard.length, 3)
  const bodies = server.heard.map(({ body }) => body)
  t.is(new Set(bodies).size, 1)
  t.like(JSON.parse(bodies[0] ?? ''), {
    deed: 'activate',
    commit: head,
    packages: [{ package: 'intake', version: '1.0.0', previous: null }],
    active: { intake: '1.0.0' },
  })
  t.truthy(server.heard[0]?.headers['x-git-doc-signature-256'])
})

test('sync: a server that hangs or swaps its answer late is left after the time that it has', async t => {
  let calls = 0
  const server = await hookServer(t, response => {
    calls += 1
    if (calls > 1) response.writeHead(204).end()
  })
  const config = `[releases.sync]\nurl = "${server.url}"\nsecret_env = "SYNC_SECRET"\ntimeout = 4\nretries = 1\nbackoff = 0\n`
  const story = releaseStory(t, { intake: {} }, config)
  await story.release('stage intake@1.0.0')
  const done = await story.release('activate intake@1.0.0 --reason x', { SYNC_SECRET: 'shared' })
  t.is(done.code, 0, done.stdout)
  t.is(calls, 2)
  const [run] = (await story.run('git-doc status activation --all --json')).stdout.split('\n')
  t.like(JSON.parse(run ?? ''), { state: 'success' })
})

test('sync: a command gets the packages, and nothing runs that is not allowed', async t => {
  const config = `[releases.sync]\ncommand = "cat > told.json; printenv GIT_DOC_PACKAGES GIT_DOC_VERSION > env.txt"\nshell = true\n`
  const story = releaseStory(t, { intake: {} }, config)
  await story.release('stage intake@1.0.0')
  const refused = await story.run('git-doc release activate intake@1.0.0 --reason x')
  t.is(refused.code, 2)
  t.regex(refused.stderr, /not allowed in this clone/)
  t.deepEqual(story.pointer(), {})
  await story.run('git-doc allow --yes')
  t.is((await story.run('git-doc release activate intake@1.0.0 --reason x')).code, 0)
  t.like(JSON.parse(readFileSync(join(story.path, 'told.json'), 'utf8')), {
    active: { intake: '1.0.0' },
  })
  t.regex(readFileSync(join(story.path, 'env.txt'), 'utf8'), /"intake".*\n1\.0\.0\n/)
})

test('a pointer that a person has edited, or that a branch refuses, stays, and a retry goes on', async t => {
  const story = await active(t)
  next(story)
  await story.release('stage brief@1.1.0')
  const file = join(story.path, root, '_active/active_releases.json')
  const before = readFileSync(file, 'utf8')
  writeFileSync(file, `${before}\n`)
  const blocked = await story.release('activate brief@1.1.0 --reason x')
  t.is(blocked.code, 1)
  t.regex(blocked.stdout, /cannot be moved now/)
  writeFileSync(file, before)
  const hook = join(story.path, '.git/hooks/reference-transaction')
  writeFileSync(hook, '#!/bin/sh\n[ "$1" != prepared ] || ! grep -q refs/heads/main\n', {
    mode: 0o755,
  })
  const head = story.git('rev-parse', 'HEAD')
  t.is((await story.run('git-doc retry')).code, 1)
  t.is(story.git('rev-parse', 'HEAD'), head)
  rmSync(hook)
  const again = await story.run('git-doc retry')
  t.is(again.code, 0, again.stdout)
  t.is(story.git('rev-list', '--count', `${head}..HEAD`), '1')
  t.is(story.pointer().brief, '1.1.0')
})

test('a pointer that is no JSON is named, by every command and by verify', async t => {
  const story = await active(t)
  const file = `${root}/_active/active_releases.json`
  story.commit('Break it', { [file]: '{ "brief": ' })
  t.is(await story.code('stage brief@1.0.0'), 'POINTER_INVALID')
  t.is(await story.code('status'), 'POINTER_INVALID')
  const verified = await story.json('verify')
  t.false(verified.isProven)
  t.is(verified.proofs.at(-1).rule, 'verify.pointer-unreadable')
  story.commit('By hand', { [file]: '{ "brief": "1.0.0" }\n' })
  const { proofs } = await story.json('verify')
  t.true(proofs.some((each: { rule: string }) => each.rule === 'verify.by-hand'))
})

test('tags are made for what is proven, and pushed', async t => {
  const story = await active(t)
  story.git('init', '-q', '--bare', '../remote.git')
  t.is((await story.release('verify --tag --push ../remote.git')).code, 0)
  t.deepEqual(story.git('tag').split('\n'), ['brief/v1.0.0', 'intake/v1.0.0'])
  t.is(story.git('cat-file', '-t', 'brief/v1.0.0'), 'tag')
  t.regex(story.git('ls-remote', '../remote.git'), /refs\/tags\/brief\/v1\.0\.0/)
  t.like(await story.json('verify --tag'), { tagged: [] })
})

test('what was done can be read: the history, why a version is there, what changed, and a report', async t => {
  const story = await active(t)
  next(story, '1.1.0', { says: 'Second.' })
  t.is((await story.release('stage brief@1.1.0')).code, 0)
  t.is((await story.release('activate brief@1.1.0 --reason Second')).code, 0)

  const history = (await story.release('history')).stdout
  t.regex(
    history,
    /^[0-9a-f]{8} \d{4}-\d\d-\d\d activate: brief 1\.0\.0 → 1\.1\.0\n {2}by Ada .*: Second\n/,
  )
  t.regex(history, /intake nothing → 1\.0\.0/)
  t.notRegex((await story.release('history intake')).stdout, /1\.1\.0/)

  const why = (await story.release('why brief')).stdout
  t.regex(why, /^brief 1\.1\.0\n {2}who +Ada/)
  t.regex(why, /^ {2}before +1\.0\.0$/m)
  t.regex(why, /^ {2}run +activation\/\S+ \(success\)$/m)
  t.like(await story.json('why brief'), { package: 'brief', active: '1.1.0' })
  t.is(await story.code('why brif'), 'PACKAGE_UNKNOWN')

  t.regex(
    (await story.release('diff brief@1.0.0 1.1.0')).stdout,
    /^From brief@1\.0\.0 to brief@1\.1\.0 the changes are \w+\.\n/,
  )
  t.regex((await story.release('diff brief@1.0.0 1.0.0')).stdout, /are the same\.$/m)
  t.is((await story.release('diff brief@1.0.0')).code, 2)

  t.is((await story.release('report brief@1.1.0')).code, 0)
  t.regex((await story.release('status')).stdout, /brief +1\.1\.0/)
  t.is((await story.release('guard commit-msg')).code, 2)
  t.is((await story.release('guard pre-commit')).code, 0)
})
