import test, { type ExecutionContext } from 'ava'
import { readAnswer } from '../../src/adapters/state/answers.ts'
import { waitingRequests } from '../../src/adapters/state/waiting-requests.ts'
import { begun, copied, deeds, deedsOf } from './requests.support.ts'

/** A copy with a request for each of its three commits. */
const requested = async (t: ExecutionContext, template: Awaited<ReturnType<typeof begun>>) => {
  const copy = await copied(t, template)
  const { ask, documented } = copy
  return {
    ...copy,
    ids: [await ask('revert', documented), await ask('retry'), await ask('update')],
  }
}

/** Whatever happened, each request was carried out once and answered. */
const assertOnce = async (
  t: ExecutionContext,
  copy: Awaited<ReturnType<typeof requested>>,
  told: string,
) => {
  const { state, ids } = copy
  t.deepEqual(await waitingRequests(state), [], told)
  for (const id of ids) {
    const reader = readAnswer(state, id)
    const { pieces } = await reader.read()
    await reader.close()
    t.deepEqual(pieces.at(-1), { exit: 0 }, `${told}: ${JSON.stringify(pieces)}`)
  }
  t.deepEqual(await deedsOf(copy), deeds, told)
}

test('killed at each step of its requests, an owner leaves them to the next one, and each is carried out once', async t => {
  t.timeout(1_800_000)
  const template = await begun(t)
  const whole = await requested(t, template)
  const steps = (await whole.owner()) ?? []
  await assertOnce(t, whole, 'not killed')
  t.true(steps.includes('request:answered'))
  const firsts = steps.flatMap((step, index) => (steps.indexOf(step) === index ? [index + 1] : []))
  const all = steps.map((_, index) => index + 1)
  // By hand, at every step and not only where it comes first.
  for (const at of process.env.EVERY_STEP ? all : firsts) {
    const story = await requested(t, template)
    t.is(await story.owner(at), undefined, `at step ${at}, ${steps[at - 1]}`)
    await story.owner()
    await assertOnce(t, story, `killed at step ${at}, ${steps[at - 1]}`)
  }
})
