import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { makeBackup } from '../examples/library.ts'
import * as config from '../src/config.ts'
import * as daemon from '../src/daemon.ts'
import * as engine from '../src/engine.ts'
import * as library from '../src/index.ts'
import { temporaryFolder, testRepository } from './support/repository.ts'
import { packageFolder } from './support/run-command.ts'

const read = (file: string): string => readFileSync(join(packageFolder, file), 'utf8')

test('git-doc exports these names', t => {
  t.deepEqual(Object.keys(library).sort(), [
    'BranchEvent',
    'CommitEvent',
    'GitDocError',
    'ModelError',
    'advance',
    'defineKind',
    'due',
    'evolve',
    'fold',
    'history',
    'isGitDocError',
    'kindOf',
    'kinds',
    'kindsOf',
    'loadJobs',
    'openReading',
    'openSession',
    'planUpdate',
    'readStatusReport',
    'replay',
    'retry',
    'stateName',
    'update',
  ])
})

test('git-doc/engine exports these names', t => {
  t.deepEqual(Object.keys(engine).sort(), [
    'GitDocError',
    'advance',
    'applyDeferred',
    'applyResumed',
    'attemptFailed',
    'counts',
    'deferral',
    'defineKind',
    'driverOf',
    'due',
    'everyRun',
    'evolve',
    'failures',
    'findRun',
    'fold',
    'history',
    'isGitDocError',
    'kindOf',
    'kindsOf',
    'memoryLog',
    'openLevelLog',
    'openRuns',
    'openTurns',
    'parseRun',
    'readStatus',
    'replay',
    'retry',
    'retryRequested',
    'runAll',
    'runName',
    'shortRun',
    'sideBySide',
    'stateName',
    'status',
    'tagOf',
    'tags',
    'topStates',
    'viewsOf',
  ])
})

test('git-doc/daemon and git-doc/config export these names', t => {
  t.deepEqual(Object.keys(daemon).sort(), ['daemonStatus', 'startDaemon', 'stopDaemon'])
  t.deepEqual(Object.keys(config).sort(), ['configurationSchema', 'readConfiguration'])
})

test('another program reads the configuration of a repository, and whether a daemon works', async t => {
  const { path: cwd, write } = testRepository(t)
  write('.git-doc/config.toml', '[jobs]\ndirs = ["tools"]\n\n[llm]\napi_key = "sk-secret"\n')
  const { settings, found } = await config.readConfiguration({ cwd })
  t.deepEqual([found, settings.jobs.dirs, settings.llm.apiKey], [true, ['tools'], 'set (hidden)'])
  t.like(config.configurationSchema(), { type: 'object' })
  t.like(await daemon.daemonStatus({ cwd }), { running: false, requests: 0 })
  t.false(await daemon.stopDaemon({ cwd }))
})

test('the example of docs/library.md is the one that is compiled, and it runs', async t => {
  const [, shown] = /```ts\n([\s\S]*?)```/.exec(read('docs/library.md')) ?? []
  t.is(shown, read('examples/library.ts').replace("'../src/engine.ts'", "'git-doc/engine'"))
  const row = await makeBackup(join(temporaryFolder(t), 'log'))
  t.like(row, { state: 'success', tag: 'done' })
})
