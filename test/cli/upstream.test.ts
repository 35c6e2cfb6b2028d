import { existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { until } from '../support/background.ts'
import { send, tagPush } from '../support/deliveries.ts'
import { forgeServer } from '../support/forge-server.ts'
import { testRepositoryAt } from '../support/repository.ts'
import { secret, serviceStory, serving } from '../support/upstream.ts'

test('a new version is found, built, verified, reloaded and healthy', async t => {
  const { run, json, project, service, read } = await serviceStory(t)
  project.release('1.1.0')
  const checked = await json('git-doc upstream check --json')
  t.like(checked.app, {
    name: 'app',
    current: '1.0.0',
    latest: '1.1.0',
    update_available: true,
    kind: 'minor',
  })
  t.is(await service.version(), '1.0.0')
  const planned = await run('git-doc upstream update app --dry-run')
  t.regex(planned.stdout, /run keep → update → build → verify → reload → health/)
  const updated = await run('git-doc upstream update app')
  t.is(updated.code, 0, updated.stdout + updated.stderr)
  t.is(await service.version(), '1.1.0')
  const manifest = JSON.parse(read('.version-manifest.json'))
  t.like(manifest.subsystems.app, { name: 'app', current_tag: 'v1.1.0', update_available: false })
  const again = await json('git-doc upstream update app --json')
  t.deepEqual(again.runs, [])
  const listed = await json('git-doc upstream list --json')
  t.like(listed.sources[0], { name: 'app', current: { version: '1.1.0' } })
})

test('a version that is unhealthy is rolled back, byte for byte, and is not tried again unasked', async t => {
  const { run, json, project, service, artifact } = await serviceStory(t)
  const before = readFileSync(artifact, 'utf8')
  project.release('1.0.1', { healthy: false })
  const updated = await json('git-doc upstream update app --json')
  t.like(updated.runs[0], { state: 'failed', rolledBack: true })
  t.is(readFileSync(artifact, 'utf8'), before)
  t.is(await service.version(), '1.0.0')
  t.is((await fetch(`${service.url}/healthz`)).status, 200)
  const again = await run('git-doc upstream update app')
  t.is(again.code, 1)
  t.regex(again.stdout, /was tried before/)
  t.is((await json('git-doc upstream list --json')).sources[0].last.state, 'failed')
})

test('a major version waits, shows what is new, and is installed when a person approves', async t => {
  const { run, json, project, service, path } = await serviceStory(t)
  await run('git-doc upstream update app')
  project.release('1.0.1')
  await run('git-doc upstream update app')
  project.release('2.0.0')
  const updated = await json('git-doc upstream update app --json')
  t.like(updated.runs[0], { state: 'planned', tag: 'waiting', code: 'approval' })
  t.is(await service.version(), '1.0.1')
  const shown = await run('git-doc upstream approve app --dry-run')
  t.regex(shown.stdout, /1\.0\.1 → 2\.0\.0\n.* Version 2\.0\.0/)
  const approved = await run('git-doc upstream approve app')
  t.is(approved.code, 0, approved.stdout)
  t.is(await service.version(), '2.0.0')
  t.true(existsSync(join(path, '.git-doc/previous/app/1.0.1/files/bin/app.json')))
  const back = await run('git-doc upstream rollback app')
  t.is(back.code, 0, back.stdout)
  t.is(await service.version(), '1.0.1')
  t.is((await run('git-doc upstream approve app')).code, 2)
})

for (const forge of ['github', 'gitlab', 'gitea', 'forgejo'] as const)
  test(`a pushed tag that ${forge} tells of is running soon after, and the client is served all the while`, async t => {
    const story = await serviceStory(t)
    const { project, service, json } = story
    project.release('1.2.0')
    const { url, stop } = await serving(t, story)
    const failures: unknown[] = []
    let asks = true
    const asking = (async () => {
      while (asks) await fetch(service.url).catch(error => failures.push(error))
    })()
    const sent = tagPush(forge, project.url, 'v1.2.0')
    t.deepEqual(await send(url, sent, secret), { status: 202, text: '{"result":"recorded"}\n' })
    for (let again = 0; again < 9; again += 1)
      t.deepEqual(await send(url, sent, secret), { status: 202, text: '{"result":"repeated"}\n' })
    const listed = async () => (await json('git-doc upstream list --json')).sources[0]
    await until('the update is over', async () => (await listed()).last?.state === 'success')
    t.is(await service.version(), '1.2.0')
    asks = false
    await asking
    t.deepEqual(failures, [])
    t.is(await stop(), 0)
    const source = await listed()
    t.like(source, { received: 1, current: { version: '1.2.0' }, last: { state: 'success' } })
    const { runs } = await json('git-doc status --json')
    t.like(
      runs.find(({ kind }: { kind: string }) => kind === 'upstream'),
      { state: 'success' },
    )
  })

test('a daemon that hears nothing of a source opens no connection, however often it works', async t => {
  const story = await serviceStory(t)
  const { project, run, service } = story
  project.release('1.1.0')
  const { url, stop } = await serving(t, story)
  for (let round = 1; round <= 5; round += 1) {
    story.commit(`Round ${round}`, { 'a.js': `export const a = ${round}\n` })
    t.is((await run('git-doc update --from HEAD')).code, 0)
    t.is((await run('git-doc upstream list')).code, 0)
    const other = tagPush('github', 'https://example.org/ada/another.git', `v${round}.0.0`)
    t.is((await send(url, other, secret)).status, 202)
  }
  t.is((await run('git-doc update')).code, 0)
  t.is(project.connections(), 0)
  t.is((await send(url, tagPush('github', project.url, 'v1.1.0'), secret)).status, 202)
  await until('the update is over', async () => (await service.version()) === '1.1.0')
  t.true(project.connections() > 0)
  t.is(await stop(), 0)
})

test('what the forge has on its list and never came is sent again, and stays one event', async t => {
  const story = await serviceStory(t)
  const { project, run, json } = story
  const { url, stop } = await serving(t, story)
  const push = (guid: string) => tagPush('github', project.url, 'v1.0.0', guid)
  await send(url, push('came'), secret)
  const forge = await forgeServer(t, ['lost', 'came'], guid => send(url, push(guid), secret))
  const configuration = story.read('.git-doc/config.toml')
  const hook = `hook = { id = 42, forge = "github", api = "${forge.url}", repo = "https://github.com/ada/tool" }`
  story.write('.git-doc/config.toml', `${configuration}${hook}\n`)
  const token = { GIT_DOC_FORGE_TOKEN: 'T0KEN' }
  const line = 'git-doc upstream check app --redeliver'
  t.is((await run(line, token)).code, 2)
  t.deepEqual(forge.heard, [])
  await run('git-doc allow --yes')
  const without = await run(line)
  t.is(without.code, 2)
  t.regex(without.stdout, /GIT_DOC_FORGE_TOKEN is not set/)
  const first = await run(`${line} --json`, token)
  t.is(first.code, 0, first.stderr)
  t.like(JSON.parse(first.stdout).redelivered[0], { listed: 2, missing: ['lost'], asked: ['lost'] })
  t.deepEqual(await forge.sent(), [{ status: 202, text: '{"result":"recorded"}\n' }])
  const again = await run(line, token)
  t.is(again.stdout, 'app: 2 deliveries on the list, 0 never came, 0 asked for again\n')
  t.is((await send(url, push('lost'), secret)).text, '{"result":"repeated"}\n')
  t.is((await json('git-doc upstream list --json')).sources[0].received, 2)
  t.is(await stop(), 0)
  const history = (await run('git-doc history --json')).stdout
  t.false(history.includes('T0KEN'))
})

test('an empty secret listens to nobody, and one on the command line is not known', async t => {
  const { run } = await serviceStory(t)
  for (const empty of ['', '  ']) {
    const { code, stderr } = await run('git-doc upstream serve --port 0', {
      GIT_DOC_WEBHOOK_SECRET: empty,
    })
    t.is(code, 2)
    t.regex(stderr, /GIT_DOC_WEBHOOK_SECRET has no secret/)
  }
  t.is((await run('git-doc upstream serve --port 0 --secret-file nowhere')).code, 2)
  t.is((await run('git-doc upstream serve --secret x')).code, 2)
  t.is((await run('git-doc upstream serve --port 99999')).code, 2)
})

test('a rollback that fails says so, with what to do, and can be ended by hand', async t => {
  const story = await serviceStory(t)
  const { run, json, project, service, path, state } = story
  project.release('1.0.1', { healthy: false })
  // What was kept is gone by the time it is needed.
  story.write(
    'tools/lose.sh',
    'test -d .git-doc/previous/app && mv .git-doc/previous/app .git-doc/lost\ntrue\n',
  )
  const configuration = story.read('.git-doc/config.toml')
  story.write(
    '.git-doc/config.toml',
    configuration.replace(/^verify = .*$/m, 'verify = ["sh", "tools/lose.sh"]'),
  )
  await run('git-doc allow --yes')
  const updated = await run('git-doc upstream update app')
  t.is(updated.code, 1)
  t.regex(updated.stdout, /NOT ROLLED BACK: .*cannot be put back/)
  t.is((await fetch(`${service.url}/healthz`)).status, 503)
  const { failures } = await json('git-doc status --json')
  t.is(failures[0].code, 'UPSTREAM_NOTHING_KEPT')
  t.like((await json('git-doc upstream list --json')).sources[0], { last: { state: 'failed' } })
  renameSync(join(path, '.git-doc/lost'), join(path, '.git-doc/previous/app'))
  const back = await run('git-doc upstream rollback app')
  t.regex(back.stdout, /rolled back to 1\.0\.0/)
  t.is(await service.version(), '1.0.0')
  t.true(existsSync(state))
})

test('files of commit become one commit, and a rollback takes it back', async t => {
  const story = await serviceStory(t, { more: 'commit = ["VERSION"]\n' })
  const { run, json, project, git, read } = story
  story.commit('Say which version', { VERSION: '1.0.0\n' })
  const configuration = read('.git-doc/config.toml')
  story.write(
    '.git-doc/config.toml',
    configuration
      .replace(
        /^build = .*$/m,
        'build = "cp vendor/app/app.json bin/ && echo $GIT_DOC_VERSION > VERSION"',
      )
      .replace('[upstream.app]', '[upstream.app]\nshell = true'),
  )
  await run('git-doc allow --yes')
  project.release('1.1.0')
  story.write('VERSION', 'mine\n')
  const waits = await json('git-doc upstream update app --json')
  t.like(waits.runs[0], { state: 'planned', tag: 'waiting', code: 'files-edited' })
  git('checkout', '--', 'VERSION')
  const updated = await json('git-doc upstream update app --json')
  t.like(updated.runs[0], { state: 'success' })
  t.is(git('log', '-1', '--format=%s'), 'chore(app): 1.0.0 → v1.1.0')
  t.is(git('show', 'HEAD:VERSION'), '1.1.0')
  t.is(git('log', '-1', '--format=%H'), updated.runs[0].commit)
  const receipts = await json('git-doc receipts --json')
  t.true(JSON.stringify(receipts).includes('upstream/app@1.1.0'))
  t.is((await run('git-doc upstream rollback app')).code, 0)
  t.is(git('log', '-1', '--format=%s'), 'chore(app): v1.1.0 → 1.0.0')
  t.is(git('show', 'HEAD:VERSION'), '1.0.0')
  t.is(git('status', '--porcelain', 'VERSION'), '')
  // Asking again is asking anew.
  const again = await json('git-doc upstream update app --json')
  t.like(again.runs[0], { state: 'success' })
  t.not(again.runs[0].run, updated.runs[0].run)
})

test('two pushes during a build give one further check', async t => {
  const story = await serviceStory(t)
  const { run, json, project, path } = story
  const configuration = story.read('.git-doc/config.toml')
  const waits =
    'cp vendor/app/app.json bin/ && touch began && while [ ! -e go ]; do sleep 0.05; done'
  story.write(
    '.git-doc/config.toml',
    configuration
      .replace(/^build = .*$/m, `build = "${waits}"`)
      .replace('[upstream.app]', '[upstream.app]\nshell = true'),
  )
  await run('git-doc allow --yes')
  project.release('1.1.0')
  const { url, stop } = await serving(t, story)
  const tell = (tag: string) => send(url, tagPush('github', project.url, tag), secret)
  await tell('v1.1.0')
  await until('the build has begun', () => existsSync(join(path, 'began')))
  project.release('1.2.0')
  await tell('v1.2.0')
  project.release('1.3.0')
  await tell('v1.3.0')
  story.write('go', '')
  const listed = async () => (await json('git-doc upstream list --json')).sources[0]
  await until('the newest runs', async () => {
    const { current, last } = await listed()
    return current?.version === '1.3.0' && last?.state === 'success'
  })
  t.is(await stop(), 0)
  const { stdout } = await run('git-doc history source/app --json')
  const types = stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line).event.type)
  t.is(types.filter(type => type === 'delivery.received').length, 3)
  t.is(types.filter(type => type === 'source.checked').length, 2)
  const { stdout: all } = await run('git-doc status upstream --all --json')
  t.deepEqual(
    all
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line).run)
      .sort(),
    ['upstream/app@1.1.0', 'upstream/app@1.3.0'],
  )
})

test('what a source would run must be allowed: a person is told, and a delivery waits', async t => {
  const story = await serviceStory(t)
  const { run, json, project, service, read } = story
  await run('git-doc allow --revoke')
  project.release('1.1.0')
  const refused = await run('git-doc upstream update app')
  t.is(refused.code, 2)
  t.regex(refused.stderr, /upstream\.app/)
  t.like((await json('git-doc upstream check --json')).app, { current: null, latest: '1.1.0' })
  const { url, stop } = await serving(t, story)
  await send(url, tagPush('gitea', project.url, 'v1.1.0'), secret)
  const waits = async () =>
    (await json('git-doc status --json')).runs.find(({ kind }: Listed) => kind === 'upstream')
  await until('it waits', async () => (await waits())?.code === 'not-allowed')
  t.is(await service.version(), '1.0.0')
  await run('git-doc allow --yes')
  await until('it goes on', async () => (await waits())?.state === 'success')
  t.is(await service.version(), '1.1.0')
  t.is(await stop(), 0)
  // A script that a pull changed is another one.
  story.write('tools/call.mjs', `${read('tools/call.mjs')}// changed\n`)
  project.release('1.2.0')
  t.is((await run('git-doc upstream update app')).code, 2)
})

interface Listed {
  readonly kind: string
}

test('commits are followed by their branch, releases by annotated tags, and a pin holds', async t => {
  const story = await serviceStory(t)
  const { run, json, project, path } = story
  const source = (name: string, more: string) =>
    `[upstream.${name}]\nrepo = "${project.url}"\npath = "vendor/${name}"\n${more}\n`
  story.write(
    '.git-doc/config.toml',
    [
      source('head', 'strategy = "commits"\nbranch = "main"'),
      source('released', 'strategy = "releases"'),
      source('odd', 'constraint = "newest"'),
      source('nobody', 'branch = "x"').replace(project.url, `${project.url}/nowhere`),
      source('mirrored', `remotes = ["${project.url}/nowhere"]`),
    ].join(''),
  )
  const none = await run('git-doc upstream check released')
  t.is(none.code, 2)
  t.regex(none.stdout, /no annotated tag/)
  t.is((await run('git-doc upstream check odd')).code, 2)
  t.is((await run('git-doc upstream check nobody')).code, 1)
  t.is((await run('git-doc upstream check unheard')).code, 2)
  t.like(await json('git-doc upstream check mirrored --json'), { mirrored: { latest: '1.0.0' } })
  project.release('1.1.0', { annotated: true })
  const tip = project.commit('More', { 'app.json': '{"version":"tip","healthy":true}\n' })
  t.like(await json('git-doc upstream check head --json'), { head: { latest: tip, kind: 'first' } })
  t.is((await run('git-doc upstream update head')).code, 0)
  t.is(git(join(path, 'vendor/head'), 'HEAD'), tip)
  t.is((await run('git-doc upstream update released')).code, 0)
  t.is(git(join(path, 'vendor/released'), 'HEAD'), git(project.path, 'v1.1.0^{commit}'))
  await run('git-doc upstream pin mirrored 1.0.0')
  t.like(await json('git-doc upstream check mirrored --json'), {
    mirrored: { latest: '1.0.0', pinned: true },
  })
  await run('git-doc upstream pin mirrored none')
  t.regex((await run('git-doc version check mirrored')).stdout, /mirrored +none +1\.1\.0/)
  await run('git-doc upstream pin mirrored 9.0.0')
  t.is((await run('git-doc upstream update mirrored')).code, 2)
  // What a person changed where it is checked out is not overwritten.
  story.write('vendor/head/app.json', 'mine\n')
  project.commit('Still more', { 'app.json': '{}\n' })
  const kept = await json('git-doc upstream update head --json')
  t.like(kept.runs[0], { state: 'failed', code: 'GIT_FAILED', rolledBack: true })
  t.is(story.read('vendor/head/app.json'), 'mine\n')
})

const git = (folder: string, revision: string): string =>
  testRepositoryAt(folder).git('rev-parse', revision)
