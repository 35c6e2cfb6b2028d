import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { showsProcesses } from '../../../src/adapters/process/process-table.ts'
import { openProcesses } from '../../../src/adapters/process/runner.ts'
import { isAlive } from '../../../src/adapters/state/processes.ts'
import { until } from '../../support/background.ts'
import { temporaryFolder } from '../../support/repository.ts'

import { processesContract } from './processes.contract.ts'

processesContract(openProcesses, { showsProcesses: showsProcesses() })

const child = fileURLToPath(new URL('./processes.child.js', import.meta.url))

test('what a killed git-doc left running is ended by the next one, in this clone only', async t => {
  const folder = temporaryFolder(t)
  const killed = spawn(process.execPath, [child, folder, 'job/test@manual.1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(killed, 'exit')
  const [text] = await once(killed.stdout, 'data')
  const pid = Number(text)
  killed.kill('SIGKILL')
  await ended
  t.true(isAlive(pid))
  t.is(readdirSync(join(folder, 'processes')).length, 1)

  await openProcesses(folder).endMarked('job/another@manual.1')
  await openProcesses(`${folder}-of-another-clone`).endMarked('job/test@manual.1')
  t.true(isAlive(pid))

  const left = await openProcesses(folder).endMarked('job/test@manual.1')
  await until('it is gone', () => !isAlive(pid))
  t.true(left.some(each => each.pid === pid))
  t.deepEqual(readdirSync(join(folder, 'processes')), [])
})

test('what runs ends with the process that started it, if that ends by itself', async t => {
  const folder = temporaryFolder(t)
  const ending = spawn(process.execPath, [child, folder, 'job/test@manual.2', 'exit'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(ending, 'exit')
  const [text] = await once(ending.stdout, 'data')
  await ended
  await until('it is gone', () => !isAlive(Number(text)))
  t.pass()
})
