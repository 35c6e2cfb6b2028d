import test from 'ava'
import { answered, failed } from '../support/model-server.ts'
import { modelSettings, modelStory } from '../support/model-story.ts'
import { storyRepository } from '../support/scenario.ts'

const files = { 'README.md': '# Tool\n', 'src/a.ts': 'export const tool = 1\n' }

test('a provider that answers is said to, and the call is counted', async t => {
  const { json, prompt, server } = await modelStory(t, [answered('OK')], {
    settings: modelSettings,
    files,
  })
  const { code, ...report } = await json('git-doc doctor --provider')
  t.is(code, 0)
  t.like(report, { provider: 'compatible', model: 'served', answered: true })
  t.is(report.calls.length, 1)
  t.is(server.requests.length, 1)
  t.false(prompt(0).includes('tool'), 'nothing of the repository is sent')
  const { months } = await json('git-doc usage')
  t.is(months[0].calls, 1)
  t.is(months[0].inputTokens, 12)
})

test('a provider that refuses is said to, with what to do, and the call is counted too', async t => {
  const { json, run } = await modelStory(t, [failed(401, { message: 'No such key' })], {
    settings: modelSettings,
    files,
  })
  const { code, ...report } = await json('git-doc doctor --provider')
  t.is(code, 1)
  t.false(report.answered)
  t.is(report.failure.code, 'MODEL_AUTH')
  t.truthy(report.failure.hint)
  t.regex((await run('git-doc doctor --provider')).stderr, /compatible \(served\)/)
  t.is((await json('git-doc usage')).months[0].failed, 2)
})

test('the offline provider has nothing to test', async t => {
  const { commit, run } = storyRepository(t)
  commit('Begin', files)
  const { code, stdout } = await run('git-doc doctor --provider --json')
  t.is(code, 0)
  t.like(JSON.parse(stdout), { provider: 'offline', answered: true })
})
