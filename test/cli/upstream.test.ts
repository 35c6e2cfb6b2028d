import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { until } from '../support/background.ts'
import { send, tagPush } from '../support/deliveries.ts'
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
