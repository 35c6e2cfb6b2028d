import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { openForge } from '../../../src/adapters/upstream/forge.ts'
import type { ForgeDelivery, ForgeHook } from '../../../src/ports/forge.ts'
import { hookServer } from '../../support/hook-server.ts'
import type { Ending } from '../../support/repository.ts'
import { packageFolder } from '../../support/run-command.ts'

const token = 'T0KEN-that-nobody-may-see'
const { signal } = new AbortController()
const forge = openForge({ token, variable: 'FORGE_TOKEN', signal })

/** An answer as the forge's documentation shows it. */
const recorded = (name: string): string =>
  readFileSync(join(packageFolder, 'fixtures', 'answers', 'forges', name), 'utf8')

type Answer = readonly [status: number, body: string, headers?: Readonly<Record<string, string>>]

/** A forge's API that gives these answers, one after the other, and then the last one again. */
const forgeApi = async (t: Ending, ...answers: readonly Answer[]) => {
  let given = 0
  const server = await hookServer(t, response => {
    const [status, body, headers] = answers[Math.min(given, answers.length - 1)] as Answer
    given += 1
    const filled = Object.entries(headers ?? {}).map(([name, text]) => [
      name,
      text.replaceAll('HERE', server.url),
    ])
    response.writeHead(status, Object.fromEntries(filled)).end(body)
  })
  return server
}

const github = (api: string): ForgeHook => ({
  forge: 'github',
  api,
  repository: 'ada/tool',
  id: 42,
})

const gitlab = (api: string): ForgeHook => ({
  forge: 'gitlab',
  api: `${api}/api/v4`,
  repository: 'one/two/tool',
  id: 42,
})

const all = async (hook: ForgeHook) => {
  const found: ForgeDelivery[] = []
  for await (const delivery of forge.deliveries(hook)) found.push(delivery)
  return found
}

test("GitHub's list is read page after page, and large numbers stay exact", async t => {
  const next = '<HERE/repos/ada/tool/hooks/42/deliveries?per_page=100&cursor=v1_2>; rel="next"'
  const server = await forgeApi(
    t,
    [200, recorded('github-1.json'), { link: `<HERE/first>; rel="first", ${next}` }],
    [200, recorded('github-2.json'), { link: '<HERE/first>; rel="prev"' }],
  )
  t.deepEqual(await all(github(server.url)), [
    {
      id: '0b989ba4-242f-11e5-81e1-c7b6966d2516',
      attempt: '9007199254740993',
      event: 'push',
    },
    { id: '0b989ba4-242f-11e5-81e1-c7b6966d2516', attempt: '12345679', event: 'issues' },
    { id: '0b989ba4-242f-11e5-81e1-c7b6966d2517', attempt: '123456789', event: 'release' },
  ])
  t.deepEqual(
    server.heard.map(({ method, path }) => `${method} ${path}`),
    [
      'GET /repos/ada/tool/hooks/42/deliveries?per_page=100',
      'GET /repos/ada/tool/hooks/42/deliveries?per_page=100&cursor=v1_2',
    ],
  )
  t.like(server.heard[0]?.headers, {
    authorization: `Bearer ${token}`,
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
  })
})

test("GitLab's list names a delivery only where it would come with the same id again", async t => {
  const server = await forgeApi(t, [200, recorded('gitlab.json')])
  t.deepEqual(await all(gitlab(server.url)), [
    { id: 'cc2b2b70-7e84-4c53-a2b8-2b4a4c2ad7d5', attempt: '1', event: 'Tag Push Hook' },
    { id: undefined, attempt: '2', event: 'Push Hook' },
  ])
  t.is(server.heard[0]?.path, '/api/v4/projects/one%2Ftwo%2Ftool/hooks/42/events?per_page=20')
})

test('each forge is asked for an attempt in its own words', async t => {
  const server = await forgeApi(t, [202, ''], [201, '{"response_status":200}'])
  await forge.again(github(server.url), '9007199254740993')
  await forge.again(gitlab(server.url), '7')
  t.deepEqual(
    server.heard.map(({ method, path }) => `${method} ${path}`),
    [
      'POST /repos/ada/tool/hooks/42/deliveries/9007199254740993/attempts',
      'POST /api/v4/projects/one%2Ftwo%2Ftool/hooks/42/events/7/resend',
    ],
  )
})

for (const [what, status, headers, code] of [
  ['a token that is not accepted', 401, {}, 'FORGE_TOKEN_REFUSED'],
  ['a token that may not see webhooks', 403, {}, 'FORGE_FORBIDDEN'],
  ['a webhook that is not there', 404, {}, 'FORGE_HOOK_UNKNOWN'],
  [
    'a used-up hour',
    403,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1796000000' },
    'FORGE_LIMITED',
  ],
  ['a second limit', 403, { 'retry-after': '60' }, 'FORGE_LIMITED'],
  ['too many requests', 429, { 'ratelimit-reset': '1796000000' }, 'FORGE_LIMITED'],
  ['too many requests, without a word about when', 429, {}, 'FORGE_LIMITED'],
  ['an old delivery', 422, {}, 'FORGE_FAILED'],
  ['a broken forge', 500, {}, 'FORGE_FAILED'],
  ['a broken gateway', 502, {}, 'FORGE_FAILED'],
  ['a forge that rests', 503, {}, 'FORGE_FAILED'],
] as const)
  test(`${what} (${status}) is ${code}, after one request and without the token`, async t => {
    const server = await forgeApi(t, [status, `{"message":"${token}"}`, headers])
    for (const ask of [() => all(github(server.url)), () => forge.again(gitlab(server.url), '7')]) {
      const error = await t.throwsAsync(ask(), { code })
      t.false(JSON.stringify([error?.message, error]).includes(token))
    }
    t.is(server.heard.length, 2)
  })

test('a limit says when it is over', async t => {
  const reset = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1796000000' }
  const server = await forgeApi(t, [403, '', reset], [429, '', { 'retry-after': '60' }])
  const first = (await t.throwsAsync(all(github(server.url)))) as { readonly hint?: string }
  t.true(first.hint?.includes('after 2026-11-30T00:53:20.000Z'), first.hint)
  const second = (await t.throwsAsync(all(github(server.url)))) as { readonly hint?: string }
  t.true(second.hint?.includes('in 60 s'), second.hint)
})

for (const [what, body] of [
  ['a page for people', '<!doctype html><title>Sign in</title>'],
  ['an object', '{"message":"ok"}'],
  ['attempts without ids', '[{"event":"push"}]'],
  ['an attempt whose number leads elsewhere', '[{"id":"1/../..","guid":"a","event":"push"}]'],
  ['nothing', ''],
] as const)
  test(`an answer that is ${what} is no list`, async t => {
    const server = await forgeApi(t, [200, body])
    await t.throwsAsync(all(github(server.url)), { code: 'FORGE_UNREADABLE' })
  })

test('a next page at another address is not asked for, and a redirect is not followed', async t => {
  const other = await hookServer(t)
  const leading = await forgeApi(t, [200, '[]', { link: `<${other.url}/more>; rel="next"` }])
  await t.throwsAsync(all(github(leading.url)), { code: 'FORGE_UNREADABLE' })
  const moved = await forgeApi(t, [301, '', { location: `${other.url}/repositories/1` }])
  await t.throwsAsync(all(github(moved.url)), { code: 'HTTP_REDIRECTED' })
  t.deepEqual(other.heard, [])
})

test('a person can end the wait', async t => {
  const stop = new AbortController()
  const server = await hookServer(t, () => stop.abort())
  const asking = openForge({ token, variable: 'FORGE_TOKEN', signal: stop.signal })
  await t.throwsAsync(asking.again(github(server.url), '1'), { code: 'INTERRUPTED' })
})
