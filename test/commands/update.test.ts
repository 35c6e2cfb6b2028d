import test from 'ava'
import { openSession } from '../../src/app/session.ts'
import { update } from '../../src/commands/commit/update.ts'
import { storyRepository } from '../support/scenario.ts'

test('an update that others wait for leaves what came in the meantime to the next one', async t => {
  const { run, commit, path } = storyRepository(t)
  commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nCall `fetchAll()` first.\n',
    'src/fetch.ts': 'export function fetchAll(url: string): string {\n  return url\n}\n',
  })
  await run('git-doc update --from HEAD')
  commit('Rename fetchAll', {
    'src/fetch.ts': 'export function fetchEvery(url: string): string {\n  return url\n}\n',
  })
  const session = await openSession({
    cwd: path,
    command: 'test',
    signal: new AbortController().signal,
    warn() {},
  })
  const worked = (isAwaited: boolean) =>
    update(session.tools, {
      confirm: async () => true,
      onProgress() {},
      isAwaited: () => isAwaited,
    })
  try {
    t.like(await worked(true), { noticed: 1, unfinished: true })
    // The doc commit of the first one.
    t.like(await worked(false), { noticed: 1, unfinished: false })
    t.like(await worked(true), { noticed: 0, unfinished: false })
  } finally {
    await session.close()
  }
})
