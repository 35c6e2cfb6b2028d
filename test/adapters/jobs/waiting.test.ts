import test from 'ava'
import { isAlive } from '../../../src/adapters/state/processes.ts'
import { until } from '../../support/background.ts'
import { jobsPlace, jobText } from './jobs-place.ts'

const facts = `return { outputs: { pid: process.pid, waited: process.argv[2] === 'wait', run: process.env.GIT_DOC_RUN, own: process.env.OWN, names: Object.keys(process.env) } }`

test('with a daemon the next job of a kind has a process that waits for it, and each runs one job', async t => {
  const { write, run, open, processes } = jobsPlace(t)
  const jobs = open(true)
  t.teardown(() => jobs.close())
  write('jobs/a.ts', jobText(facts))
  write('jobs/b.ts', jobText(facts).replace(`'test'`, `'other'`))
  write('jobs/c.ts', jobText(facts, `permissions: { env: ['HOME'] },`))
  const seen: unknown[] = []
  const runs = async (path: string) => {
    const called = Date.now()
    const { result, error, evidence } = await run(
      path,
      { run: `job/${path}`, variables: { OWN: path } },
      jobs,
    )
    t.is(error, undefined)
    const { pid, waited, ...rest } = (result?.outputs ?? {}) as unknown as {
      pid: number
      waited: boolean
      run: string
      own: string
    }
    t.false(seen.includes(pid))
    seen.push(pid)
    t.false(isAlive(pid))
    t.true(evidence.milliseconds < Date.now() - called + 1)
    t.like(rest, { run: `job/${path}`, own: path })
    return waited
  }
  t.false(await runs('jobs/a.ts'), 'nobody waited for the first')
  t.true(await runs('jobs/a.ts'))
  t.true(await runs('jobs/b.ts'), 'another job of the same kind')
  t.false(await runs('jobs/c.ts'), 'a job that may do something else')
  t.true(await runs('jobs/c.ts'))
  await jobs.close()
  t.deepEqual(await processes.endMarked('job/waiting'), [])
})

test('a job may still be stopped, and its time begins when it has the job', async t => {
  const { write, run, open } = jobsPlace(t)
  const jobs = open(true)
  t.teardown(() => jobs.close())
  write('jobs/first.ts', jobText('').replace(`'test'`, `'first'`))
  write('jobs/a.ts', jobText('for (;;) {}', 'timeout: 2,'))
  // The second job gets the process that the first one left waiting.
  t.is((await run('jobs/first.ts', {}, jobs)).error, undefined)
  const { error, evidence } = await run('jobs/a.ts', {}, jobs)
  t.is(error?.code, 'COMMAND_TIMED_OUT')
  t.is(evidence.error?.code, 'COMMAND_TIMED_OUT')
  t.true(evidence.milliseconds >= 2_000)
})

test('a waiting process that was killed is not used', async t => {
  const { write, run, open, processes } = jobsPlace(t)
  const jobs = open(true)
  t.teardown(() => jobs.close())
  write('jobs/a.ts', jobText(`return { message: 'done' }`))
  t.is((await run('jobs/a.ts', {}, jobs)).result?.message, 'done')
  let killed = 0
  await until('it is killed', async () => {
    killed += (await processes.endMarked('job/waiting')).length
    return killed >= 2
  })
  t.is((await run('jobs/a.ts', {}, jobs)).result?.message, 'done')
})

test('a job that may start processes never waits: its children are found by the name of its run', async t => {
  const { write, run, open } = jobsPlace(t)
  const jobs = open(true)
  t.teardown(() => jobs.close())
  write('jobs/a.ts', jobText(facts, 'permissions: { run: true },'))
  await run('jobs/a.ts', {}, jobs)
  const { result } = await run('jobs/a.ts', {}, jobs)
  t.is(result?.outputs?.waited, false)
})
