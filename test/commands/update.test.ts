import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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

test('a commit that is made while an update looks at its branch keeps its note until one has looked again', async t => {
  const { git, run, commit, path } = storyRepository(t)
  commit('Begin', { 'README.md': '# Tool\n' })
  await run('git-doc update --from HEAD')
  commit('First', { 'a.ts': 'export const a = 1\n' })
  const session = await openSession({
    cwd: path,
    command: 'test',
    signal: new AbortController().signal,
    warn() {},
  })
  const { tools } = session
  let meanwhile = () => {
    commit('Second', { 'b.ts': 'export const b = 1\n' })
    const inbox = join(path, '.git', 'git-doc', 'inbox')
    const id = git('rev-parse', 'HEAD').trim()
    mkdirSync(inbox, { recursive: true })
    writeFileSync(join(inbox, `post-commit.${id}.note`), `commit ${id}\nend\n`)
    meanwhile = () => {}
  }
  const disturbed = {
    ...tools,
    repository: {
      ...tools.repository,
      async commits(range: Parameters<typeof tools.repository.commits>[0]) {
        meanwhile()
        return await tools.repository.commits(range)
      },
    },
  }
  const worked = () => update(disturbed, { confirm: async () => true, onProgress() {} })
  try {
    const before = git('rev-parse', 'HEAD').trim()
    t.like(await worked(), { noticed: 1, head: before })
    t.is((await tools.inbox.read()).length, 1)
    t.like(await worked(), { noticed: 1, head: git('rev-parse', 'HEAD').trim() })
    t.is((await tools.inbox.read()).length, 0)
  } finally {
    await session.close()
  }
})
