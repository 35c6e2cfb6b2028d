import test from 'ava'
import { until } from '../support/background.ts'
import {
  answerCutOff,
  copied,
  faultsIn,
  type JobsCopy,
  processesOf,
  template,
} from './jobs.support.ts'

const onLinux = process.platform === 'linux'

/** After these a crash leaves the most behind. */
const always = ['append:step.prepared:done', 'publish:ref-moved', 'append:step.started:done']

/** How many other steps are tried, unless EVERY_STEP asks for all: each takes half a minute. */
const most = 6

/** Some different steps, spread over the whole, or by hand all of them; as numbers from 1. */
const chosen = (steps: readonly string[]): readonly number[] => {
  const all = steps.map((_, index) => index + 1)
  if (process.env.EVERY_STEP) return all
  const stepAt = (at: number): string => steps[at - 1] ?? ''
  const different = all.filter(at => steps.indexOf(stepAt(at)) === at - 1)
  const apart = Math.ceil(different.length / most)
  return different.filter((at, index) => index % apart === 0 || always.includes(stepAt(at)))
}

/** Carries on after a kill, until nothing is left but what a person must say; says that too. */
const resumed = async (copy: JobsCopy, skips: boolean) => {
  await copy.work()
  return answerCutOff(copy, () => skips)
}

test('killed at steps of the lives of jobs, none is lost, none done twice unasked, and each commit is made once', async t => {
  t.timeout(3_600_000)
  const told = await template(t)
  const whole = await copied(t, told)
  await whole.leaveAll()
  const steps = (await whole.work()) ?? []
  t.deepEqual(await faultsIn(whole, { kills: 0, repeated: [], skipped: [] }), [], 'not killed')
  for (const step of ['append:run.reported:done', 'append:step.prepared:done', 'publish:ref-moved'])
    t.true(steps.includes(step), step)
  for (const at of chosen(steps)) {
    const copy = await copied(t, told)
    await copy.leaveAll()
    t.is(await copy.work(at), undefined, `at step ${at}, ${steps[at - 1]}`)
    const answers = await resumed(copy, at % 2 === 0)
    t.deepEqual(await faultsIn(copy, { kills: 1, ...answers }), [], `step ${at}, ${steps[at - 1]}`)
  }
})

const undone =
  'the undo of a job ends as one, whatever was killed, and its child is not left behind'
test(undone, async t => {
  t.timeout(3_600_000)
  const told = await template(t)
  const before = await copied(t, told)
  await before.work(0, 'job', 'run', 'hand')
  const [ran] = await before.runs()
  t.is(ran?.state, 'success')
  const revert = ['revert', ran?.run ?? ''] as const
  const again = () => copied(t, { ...told, from: before.path })
  const whole = await again()
  const steps = (await whole.work(0, ...revert)) ?? []
  t.true(steps.includes('append:undo.finished:done'))
  for (const at of chosen(steps)) {
    const copy = await again()
    t.is(await copy.work(at, ...revert), undefined)
    await copy.work()
    const step = `step ${at}, ${steps[at - 1]}`
    const [row] = await copy.runs()
    if (row?.state === 'success') {
      t.is(copy.ran('undo-hand'), 0, step)
      await copy.work(0, ...revert)
    }
    t.is((await copy.runs())[0]?.state, 'reverted', step)
    t.true([1, 2].includes(copy.ran('undo-hand')), step)
    t.is(copy.ran('hand'), 1, step)
    t.is((await copy.run('git-doc replay')).code, 0, step)
    if (onLinux) t.deepEqual(processesOf(copy), [], step)
  }
})

for (const [repeat, skips] of [
  ['safe', false],
  ['never', false],
  ['never', true],
] as const)
  test(`killed while both steps of a job that is ${repeat} to repeat run: no child lives on, and ${repeat === 'safe' ? 'they begin again' : skips ? 'a person accepts them' : 'a person repeats them'}`, async t => {
    const told = await template(t)
    const copy = await copied(t, told)
    const { child, ended } = copy.start(
      0,
      'job',
      'run',
      `slow-${repeat}`,
      '--files',
      'packages/a/x.js,packages/b/x.js',
    )
    const job = `slow-${repeat}`
    await until('both steps run', () => copy.ran(job, 'a') === 1 && copy.ran(job, 'b') === 1)
    child.kill('SIGKILL')
    t.is(await ended, undefined)
    if (onLinux) await until('every child is gone', () => processesOf(copy).length === 0)
    copy.git('config', 'slow.goes', 'on')
    await copy.work()
    const [cut] = await copy.runs()
    if (repeat === 'safe') t.is(cut?.state, 'success')
    else {
      t.like(cut, { tag: 'waiting', code: 'cut-off' })
      t.regex(cut?.reason ?? '', /retry .* repeats it; with --skip-step/)
      t.regex(
        (await copy.run('git-doc retry')).stdout + (await copy.run('git-doc status')).stdout,
        /cut off/,
      )
      t.is(copy.ran(job, 'a'), 1)
      await copy.work(0, 'retry', cut?.run ?? '', ...(skips ? ['--skip-step'] : []))
    }
    t.is((await copy.runs())[0]?.state, 'success')
    for (const step of ['a', 'b']) t.is(copy.ran(job, step), skips ? 1 : 2, step)
    t.is((await copy.run('git-doc replay')).code, 0)
    if (onLinux) t.deepEqual(processesOf(copy), [])
  })
