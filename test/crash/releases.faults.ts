import test from 'ava'
import { after, before, copied, faultsIn, pointersOf, template } from './releases.support.ts'

const command = ['release', 'activate', 'brief@1.1.0', '--reason', 'Next'] as const

/** After these a crash leaves the most behind. */
const always = [
  'append:run.requested:done',
  'append:step.prepared:done',
  'publish:journal-written',
  'publish:ref-moved',
]

/** How many other steps are tried, unless EVERY_STEP asks for all: each takes some seconds. */
const most = 5

/** Some different steps, spread over the whole, or by hand all of them; as numbers from 1. */
const chosen = (steps: readonly string[]): readonly number[] => {
  const all = steps.map((_, index) => index + 1)
  if (process.env.EVERY_STEP) return all
  const stepAt = (at: number): string => steps[at - 1] ?? ''
  const different = all.filter(at => steps.indexOf(stepAt(at)) === at - 1)
  const apart = Math.ceil(different.length / most)
  return different.filter((at, index) => index % apart === 0 || always.includes(stepAt(at)))
}

test('killed at steps of an activation, the pointer is the old or the new one, and there is one commit', async t => {
  t.timeout(3_600_000)
  const told = await template(t)
  const whole = copied(t, told)
  const steps = (await whole.work(0, ...command)) ?? []
  t.deepEqual(await faultsIn(whole), [], 'not killed')
  for (const step of always) t.true(steps.includes(step), step)
  for (const at of chosen(steps)) {
    const copy = copied(t, told)
    const step = `step ${at}, ${steps[at - 1]}`
    t.is(await copy.work(at, ...command), undefined, step)
    const [head] = pointersOf(copy)
    t.true(head === before || head === after, `${step}: ${head}`)
    // Whoever works next carries on what was begun; if nothing was on record, the person asks again.
    await copy.work(0, 'release', 'stage', 'brief@1.1.0')
    await copy.work(0, ...command)
    t.deepEqual(await faultsIn(copy), [], step)
  }
})
