import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { openLevelLog } from '../../../src/adapters/level/open.ts'
import { makeFolder, makeStateFolder } from '../../../src/adapters/state/files.ts'
import { inboxFolder } from '../../../src/adapters/state/inbox-folder.ts'
import { requestStore } from '../../../src/adapters/state/request-store.ts'
import { acquireRunLock } from '../../../src/adapters/state/run-lock.ts'
import { publishStatus } from '../../../src/adapters/state/status-file.ts'
import { temporaryFolder } from '../../support/repository.ts'

test('the folder of a repository that is gone is not made again', async t => {
  const gone = join(temporaryFolder(t), 'gone')
  const git = join(gone, '.git')
  const state = join(git, 'git-doc')
  for (const deed of [
    () => makeStateFolder(state, git),
    () => makeStateFolder(join(gone, 'kept', 'state'), git),
    () => makeFolder(inboxFolder(state)),
    () => acquireRunLock(state),
    () => openLevelLog({ folder: join(state, 'log'), projections: [] }),
    () => publishStatus(state, {}),
    () => requestStore(state).watch(() => {}),
    () => requestStore(state).openAnswer('id'),
  ])
    await t.throwsAsync(deed, { code: 'STATE_UNWRITABLE' })
  t.false(existsSync(gone))
})

test('a state folder elsewhere is made with its parents, and Git ignores what is in it', async t => {
  const root = temporaryFolder(t)
  const git = join(root, '.git')
  mkdirSync(git)
  const folder = join(root, 'kept', 'state')
  for (const _ of ['made', 'left as it is']) await makeStateFolder(folder, git)
  t.is(readFileSync(join(folder, '.gitignore'), 'utf8'), '*\n')
  await makeStateFolder(join(git, 'git-doc'), git)
  t.false(existsSync(join(git, 'git-doc', '.gitignore')))
  if (process.platform !== 'win32') t.is(statSync(folder).mode & 0o777, 0o700)
})

test('a file where a folder should be is an error', async t => {
  await t.throwsAsync(makeFolder(import.meta.filename), { code: 'STATE_UNWRITABLE' })
})
