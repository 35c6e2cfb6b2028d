import test from 'ava'
import { defaultSource } from '../../src/adapters/config/keys.ts'
import { memoryLog } from '../../src/adapters/memory/log.ts'
import { recordDeliveries } from '../../src/commands/upstream/deliveries.ts'
import { type Redelivered, redeliverAll } from '../../src/commands/upstream/redeliver.ts'
import { forgeLimited } from '../../src/errors/forges.ts'
import { kinds } from '../../src/kinds.ts'
import type { Forge, ForgeDelivery } from '../../src/ports/forge.ts'
import type { UpstreamSettings, UpstreamSource } from '../../src/ports/settings.ts'
import { viewsOf } from '../../src/projections/views.ts'
import { readDelivery } from '../../src/upstream/delivery.ts'
import { tagPush } from '../support/deliveries.ts'

const repo = 'https://github.com/ada/tool'
const source: UpstreamSource = { ...defaultSource, repo, hook: { id: 42, tokenEnv: 'TOKEN' } }

const listed = (id: string | undefined, attempt: string, event = 'push'): ForgeDelivery => ({
  id,
  attempt,
  event,
})

/** A forge whose list is this, and which can be asked `most` times. */
const forgeOf = (list: readonly ForgeDelivery[], most = Number.POSITIVE_INFINITY) => {
  const asked: string[] = []
  const forge: Forge = {
    async *deliveries() {
      yield* list
    },
    async again(_, attempt) {
      if (asked.length === most) throw forgeLimited('https://api.github.com', undefined)
      asked.push(attempt)
    },
  }
  return { forge, asked }
}

/** A log that received these deliveries, and what a redelivery needs. */
const opened = async (
  forge: Forge,
  {
    sources = { tool: source },
    received = [],
    knows = sources,
  }: {
    readonly sources?: UpstreamSettings['sources']
    readonly received?: readonly string[]
    /** The sources that were configured when they came. */
    readonly knows?: UpstreamSettings['sources']
  } = {},
) => {
  const log = memoryLog({ projections: viewsOf(kinds), now: () => new Date(0) })
  for (const id of received) {
    const { body, ...head } = tagPush('github', `${repo}.git`, 'v1.0.0', id)
    const delivery = readDelivery(head, body)
    if (delivery) await recordDeliveries([[delivery, knows]], { log })
  }
  const ask = async (names?: readonly string[]): Promise<readonly Redelivered[]> => {
    const answers: Redelivered[] = []
    const settings = { manifest: 'm', allowFrom: [], sources }
    for await (const answer of redeliverAll(names, { settings, log, openForge: () => forge }))
      answers.push(answer)
    return answers
  }
  return { ask }
}

test('what the log knows is not asked for, nor what is no news, nor one delivery twice', async t => {
  const { forge, asked } = forgeOf([
    listed('c', '14'),
    listed('b', '13'),
    listed('b', '12'),
    listed('a', '11'),
    listed('z', '10', 'star'),
  ])
  const { ask } = await opened(forge, { received: ['a'] })
  t.deepEqual(await ask(), [
    { name: 'tool', listed: 3, missing: ['c', 'b'], asked: ['c', 'b'], unnamed: 0 },
  ])
  t.deepEqual(asked, ['14', '13'])
})

test('a delivery that came before its source was configured is known', async t => {
  const { forge, asked } = forgeOf([listed('a', '11')])
  const { ask } = await opened(forge, { received: ['a'], knows: {} })
  t.like((await ask())[0], { listed: 1, missing: [], asked: [] })
  t.deepEqual(asked, [])
})

test('a delivery that would come with another id is left alone, and counted', async t => {
  const { forge, asked } = forgeOf([listed(undefined, '2', 'Tag Push Hook')])
  const { ask } = await opened(forge)
  t.like((await ask())[0], { listed: 0, missing: [], unnamed: 1 })
  t.deepEqual(asked, [])
})

test('where the forge has enough, what was asked for before is said, the newest first', async t => {
  const { forge } = forgeOf([listed('c', '3'), listed('b', '2'), listed('a', '1')], 2)
  const { ask } = await opened(forge)
  t.like((await ask())[0], {
    missing: ['c', 'b', 'a'],
    asked: ['c', 'b'],
    failure: { code: 'FORGE_LIMITED' },
  })
})

test('each source has its own answer, and one that cannot be asked keeps no other from it', async t => {
  const { forge } = forgeOf([listed('a', '1')])
  const sources = {
    old: { ...source, repo: 'https://codeberg.org/ada/tool' },
    tool: source,
    without: { ...source, hook: undefined },
  }
  const { ask } = await opened(forge, { sources })
  const answers = await ask()
  t.deepEqual(
    answers.map(({ name, failure }) => [name, failure?.code]),
    [
      ['old', 'FORGE_WITHOUT_LIST'],
      ['tool', undefined],
    ],
  )
  t.is((await ask(['without']))[0]?.failure?.code, 'FORGE_HOOK_MISSING')
  await t.throwsAsync(ask(['tool', 'toool']), { code: 'UPSTREAM_UNKNOWN' })
})
