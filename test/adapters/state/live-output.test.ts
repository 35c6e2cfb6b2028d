import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { followOutput } from '../../../src/adapters/state/follow-output.ts'
import {
  forgetLiveOutput,
  limits,
  liveFile,
  liveFolder,
  openLiveOutput,
} from '../../../src/adapters/state/live-output.ts'
import { until } from '../../support/background.ts'
import { type Ending, temporaryFolder } from '../../support/repository.ts'

const run = 'job/build@post-commit.0123'

/** A step whose output is written at once, and everything that a reader has seen of it. */
const opened = async (t: Ending, { most = limits.most, pause = 1 } = {}) => {
  const state = temporaryFolder(t)
  const redact = async (text: string) =>
    text.replaceAll(/hunter2|-----BEGIN[\s\S]*KEY-----/g, '[secret]')
  const open = openLiveOutput(state, redact, { most, pause })
  const seen: string[] = []
  const reader = await followOutput(state, run, (step, text) => seen.push(`${step}: ${text}`))
  t.teardown(() => reader.close())
  const file = liveFile(state, run, 'all')
  return { state, open, reader, file, seen, text: () => readFileSync(file, 'utf8') }
}

test('lines are handed on while the step runs, and what is left when it ends', async t => {
  const { open, reader, file, seen } = await opened(t)
  reader.follow('all')
  const step = open(run, 'all')
  step.take('one\ntw')
  await until('the first line is seen', () => seen.length > 0)
  t.deepEqual(seen, ['all: one\n'])
  step.take('o\nthree')
  await until('the next line is seen', () => seen.length > 1)
  await step.end()
  t.true(await reader.end('all'))
  t.is(seen.join('').replaceAll('all: ', ''), 'one\ntwo\nthree')
  t.false(existsSync(file))
})

test('steps of one run and of others are kept apart, and only their owner can read them', async t => {
  const { state, open, reader, seen } = await opened(t)
  reader.follow('one')
  for (const [other, step] of [
    [run, 'two'],
    ['job/other@manual.1', 'one'],
    [run, 'one'],
  ] as const)
    open(other, step).take(`${other} ${step}\n`)
  await until('its own is seen', () => seen.length > 0)
  t.deepEqual(seen, [`one: ${run} one\n`])
  t.is(statSync(liveFolder(state)).mode & 0o777, 0o700)
  t.is(statSync(liveFile(state, run, 'one')).mode & 0o777, 0o600)
})

test('a secret is removed, also a key of many lines that comes piece by piece', async t => {
  const { open, text, file } = await opened(t)
  const step = open(run, 'all')
  step.take('the password is hunter2\n-----BEGIN PRIVATE KEY-----\nMIIE\n')
  await until('it is written', () => existsSync(file) && text() !== '')
  t.is(text(), 'the password is [secret]\n')
  step.take('vQIB\n-----END PRIVATE KEY-----\nafter\n')
  await until('it goes on', () => text().includes('after'))
  t.is(text(), 'the password is [secret]\n[secret]\nafter\n')
  await step.end()
})

test('the file stays small, and says that there is more', async t => {
  const { open, text, file } = await opened(t, { most: 16 })
  const step = open(run, 'all')
  step.take(`${'ä'.repeat(20)}\n`)
  await until('it is written', () => existsSync(file) && text().endsWith('over.\n'))
  step.take('more\n'.repeat(1_000))
  t.is(text(), `${'ä'.repeat(8)}\n… The rest comes when the step is over.\n`)
  await step.end()
  t.false(existsSync(file))
})

test('a step that is over before it is worth while leaves no file and was not followed', async t => {
  const { state, open, reader } = await opened(t, { pause: 3_600_000 })
  reader.follow('all')
  const step = open(run, 'all')
  step.take('one\n')
  await step.end()
  t.false(await reader.end('all'))
  t.true(existsSync(liveFolder(state)))
})

test('what a killed process left is forgotten, and a step that begins again is followed from its beginning', async t => {
  const { state, open, reader, file, seen } = await opened(t)
  writeFileSync(file, 'left\n')
  reader.follow('all')
  await until('what was left is seen', () => seen.length > 0)
  await forgetLiveOutput(state)
  t.false(existsSync(file))
  const step = open(run, 'all')
  step.take('again\n')
  await until('the new one is seen', () => seen.length > 1)
  t.deepEqual(seen, ['all: left\n', 'all: again\n'])
  await step.end()
})

test('where nothing can be written, nothing is shown and nothing fails', async t => {
  const state = join(temporaryFolder(t), 'gone')
  const step = openLiveOutput(state, async text => text, { ...limits, pause: 1 })(run, 'all')
  step.take('one\n')
  await step.end()
  step.take('two\n')
  await step.end()
  t.false(existsSync(state))
})
