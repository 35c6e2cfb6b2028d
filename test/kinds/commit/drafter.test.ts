import test from 'ava'
import { ModelError } from '../../../src/errors/models.ts'
import {
  modelDrafter,
  offlineDrafter,
  withOfflineFallback,
} from '../../../src/kinds/commit/drafter.ts'
import type { CompletionRequest, Model } from '../../../src/ports/model.ts'
import { draftRequest } from '../../support/draft-request.ts'

const edits = {
  text: '## Usage\n',
  proofs: [{ kind: 'flag', from: '--a', to: '--b', file: 'a.ts', line: 1 }],
}
const key = 'sk-of-the-person-0123456789'
const offline = offlineDrafter(() => edits, [key])
const options = () => ({ signal: new AbortController().signal })

/** A model that answers with a text, or fails after one call. */
const model = (answer: string | Error, seen: CompletionRequest[] = []): Model => ({
  name: 'served',
  model: 'm',
  concurrency: 3,
  unavailable: async () => ({ until: '2026-11-21T10:00:00Z', detail: 'Later.' }),
  async complete(request, { onCall }) {
    seen.push(request)
    const outcome = answer instanceof ModelError ? answer.class : 'ok'
    const call = { provider: 'served', model: 'm', milliseconds: 1, outcome }
    onCall?.(call)
    if (answer instanceof Error) throw answer
    return { text: answer, provider: 'served', model: 'm', calls: [call] }
  },
})

test('offline is free, asks no model and proves its edits', async t => {
  t.like(offline, { name: 'offline', model: 'offline', free: true })
  const draft = await offline.draft(draftRequest(), options())
  t.deepEqual(draft, { ...edits, provider: 'offline', model: 'offline', calls: [] })
  const signal = AbortSignal.abort()
  await t.throwsAsync(offline.draft(draftRequest(), { signal }), { code: 'MODEL_ABORTED' })
})

test('an offline draft with an API key in it is not used', async t => {
  const copying = offlineDrafter(() => ({ text: `Use ${key}.`, proofs: [] }), [key])
  await t.throwsAsync(copying.draft(draftRequest(), options()), { code: 'MODEL_KEY_EXPOSED' })
})

test('a model gets the prompt, the run that pays and a text as long as the answer', async t => {
  const seen: CompletionRequest[] = []
  const drafter = modelDrafter(model('Fine.', seen))
  t.like(drafter, { name: 'served', model: 'm', free: false, concurrency: 3 })
  t.like(await drafter.draft(draftRequest(), options()), { text: 'Fine.', proofs: [] })
  const { prompt } = draftRequest()
  t.deepEqual(seen, [{ prompt, run: `commit/${'a'.repeat(40)}`, answerLike: '## Usage\n' }])
})

test('offline stands in for a model that fails: it is not free, and always available', async t => {
  const failing = modelDrafter(model(new ModelError('auth', 'No.')))
  const both = withOfflineFallback(failing, offline)
  t.like(both, { name: 'served', free: false, concurrency: 3 })
  t.is(await both.unavailable?.(), undefined)
  const draft = await both.draft(draftRequest(), options())
  t.like(draft, { provider: 'offline', model: 'offline', proofs: edits.proofs })
  t.deepEqual(
    draft.calls.map(({ outcome }) => outcome),
    ['auth'],
  )
})

for (const [what, error] of [
  ['an abort', new ModelError('aborted', 'Interrupted.')],
  ['a mistake of ours', new TypeError('undefined is not a function')],
] as const)
  test(`after ${what} nothing is drafted offline`, async t => {
    const both = withOfflineFallback(modelDrafter(model(error)), offline)
    const thrown = await t.throwsAsync(both.draft(draftRequest(), options()), { any: true })
    t.is(thrown, error)
  })
