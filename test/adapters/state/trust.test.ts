import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { inEnvironment } from '../../../src/adapters/process/environment.ts'
import { openTrust } from '../../../src/adapters/state/trust.ts'
import type { Thing } from '../../../src/ports/trust.ts'
import { testRepository } from '../../support/repository.ts'

const thing = (content: string, name = 'llm.providers.team.api_key_command'): Thing => ({
  what: 'command',
  name,
  label: content,
  content,
})

const clone = (t: ExecutionContext) => {
  const repository = testRepository(t)
  const commonDirectory = join(repository.path, '.git')
  const folder = join(commonDirectory, 'git-doc', 'trust')
  let minute = 0
  const now = () => new Date(Date.UTC(2026, 0, 1, 0, minute++))
  const trust = openTrust({ root: repository.path, commonDirectory }, now)
  /** Without the settings of this machine or of its CI. */
  const within = <Result>(own: Readonly<Record<string, string>>, deed: () => Result): Result =>
    inEnvironment(
      { PATH: process.env.PATH, HOME: repository.path, GIT_CONFIG_NOSYSTEM: '1', ...own },
      deed,
    )
  return { ...repository, folder, trust, within }
}

test('what was allowed is allowed, until its content or its name is another', async t => {
  const { trust, within } = clone(t)
  await within({}, async () => {
    t.deepEqual(await trust.notAllowed([thing('a'), thing('b')]), [thing('a'), thing('b')])
    await trust.allow([thing('a')])
    t.deepEqual(await trust.notAllowed([thing('a'), thing('b')]), [thing('b')])
    t.deepEqual(await trust.notAllowed([thing('a', 'other')]), [thing('a', 'other')])
    await trust.allow([thing('b')])
    t.deepEqual(await trust.notAllowed([thing('a'), thing('b')]), [], 'the first one stays')
    t.like(await trust.allowed(), [
      { content: 'a', at: '2026-01-01T00:00:00.000Z' },
      { content: 'b', at: '2026-01-01T00:01:00.000Z' },
    ])
  })
})

test('what is revoked must be allowed again', async t => {
  const { trust, within } = clone(t)
  await within({}, async () => {
    await trust.allow([thing('a'), thing('b', 'other')])
    t.like(await trust.revoke(['other']), [{ content: 'b' }])
    t.deepEqual(await trust.notAllowed([thing('a'), thing('b', 'other')]), [thing('b', 'other')])
    await trust.revoke()
    t.is((await trust.allowed()).length, 0)
    t.deepEqual(await trust.revoke(), [])
  })
})

test('only its owner can read it, and nothing of it lies where Git would commit it', async t => {
  const { trust, folder, git } = clone(t)
  await trust.allow([thing('a')])
  const [file = ''] = readdirSync(folder)
  t.is(statSync(join(folder, file)).mode & 0o777, 0o600)
  t.is(statSync(folder).mode & 0o777, 0o700)
  t.is(git('status', '--porcelain'), '')
})

test('a damaged or forged file allows nothing', async t => {
  const { trust, folder, within } = clone(t)
  await trust.allow([thing('a')])
  const [file = ''] = readdirSync(folder)
  const text = readFileSync(join(folder, file), 'utf8')
  await within({}, async () => {
    writeFileSync(join(folder, file), text.replace('"content": "a"', '"content": "b"'))
    t.is((await trust.notAllowed([thing('a'), thing('b')])).length, 2)
    writeFileSync(join(folder, file), text.slice(0, 20))
    t.is((await trust.notAllowed([thing('a')])).length, 1)
    await trust.allow([thing('a')])
    t.is((await trust.notAllowed([thing('a')])).length, 0)
  })
})

const settings: readonly (readonly [own: Record<string, string>, config: string, asks: boolean])[] =
  [
    [{}, '', true],
    [{ GIT_DOC_TRUST: 'all' }, '', false],
    [{ GIT_DOC_TRUST: 'everything' }, 'all', true],
    [{ CI: '1' }, '', false],
    [{ CI: 'true' }, '', false],
    [{ CI: 'false' }, '', true],
    [{ CI: 'true', GIT_DOC_TRUST: 'ask' }, 'all', true],
    [{}, 'all', false],
    [{}, 'some', true],
  ]

for (const [own, config, asks] of settings)
  test(`with ${JSON.stringify(own)} and git-doc.trust = "${config}" a clone ${asks ? 'asks' : 'does not ask'}`, async t => {
    const { trust, git, within } = clone(t)
    if (config) git('config', 'git-doc.trust', config)
    const { asks: found, because } = await within(own, trust.setting)
    t.is(found, asks)
    t.is(because === undefined, asks)
    const waiting = await within(own, () => trust.notAllowed([thing('a')]))
    t.is(waiting.length, asks ? 1 : 0)
    t.is((await trust.unknown([thing('a')])).length, 1)
  })

test('a setting in a file that a pull can change does not count', async t => {
  const { trust, git, write, within, path } = clone(t)
  write('shared.gitconfig', '[git-doc]\n\ttrust = all\n')
  git('config', 'include.path', '../shared.gitconfig')
  t.like(await within({}, trust.setting), {
    asks: true,
    ignored: realpathSync(join(path, 'shared.gitconfig')),
  })
})

test('a setting in the configuration of the user counts', async t => {
  const { trust, within, path } = clone(t)
  const home = join(path, '.git', 'home')
  mkdirSync(home)
  writeFileSync(join(home, '.gitconfig'), '[git-doc]\n\ttrust = all\n')
  t.false((await within({ HOME: home }, trust.setting)).asks)
})
