import { spawn } from 'node:child_process'
import { cpSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { leaveRequest, newRequestId } from '../../src/adapters/state/requests.ts'
import { answered, failed, modelServer } from '../support/model-server.ts'
import { mapping, modelSettings } from '../support/model-story.ts'
import { type Ending, temporaryFolder, testRepositoryAt } from '../support/repository.ts'
import { storyAt, storyRepository } from '../support/scenario.ts'

const settings = (url: string) =>
  [
    modelSettings(url, { key: 'none' }),
    mapping('A', { code: 'src/a.ts' }),
    mapping('B', { code: 'src/b.ts' }),
  ].join('')

/** A repository with a documented commit, one that failed and a new one, to be copied. */
export const begun = async (t: Ending) => {
  // The commit of B fails once.
  let fails = 1
  const server = await modelServer(t, ({ body }, index) => {
    const part = /## (A|B)\b/.exec(JSON.stringify(body))?.[1] ?? ''
    if (part === 'B' && fails > 0) {
      fails -= 1
      return failed(400, { message: 'Not this one.' })
    }
    // Never the same text twice: that would be no change.
    return answered(`## ${part}\n\nNew.${' Still new.'.repeat(index % 20)}\n`)
  })
  const { commit, run, path } = storyRepository(t)
  commit('Begin', {
    'README.md': '# Tool\n\n## A\n\nOld.\n\n## B\n\nOld.\n',
    'src/a.ts': 'export const a = 0\n',
    'src/b.ts': 'export const b = 0\n',
    '.git-doc/config.toml': settings(server.url),
  })
  await run('git-doc update --from HEAD')
  const documented = commit('Change a', { 'src/a.ts': 'export const a = 1\n' })
  await run('git-doc update')
  const broken = commit('Change b', { 'src/b.ts': 'export const b = 1\n' })
  const { code, stdout } = await run('git-doc update')
  if (code !== 1) throw new Error(stdout)
  const fresh = commit('Change b again', { 'src/b.ts': 'export const b = 2\n' })
  return { from: path, documented, broken, fresh }
}

/** A copy of it, with a way to leave requests and to start an owner that carries them out. */
export const copied = async (
  t: Ending,
  { from, ...commits }: Awaited<ReturnType<typeof begun>>,
) => {
  const path = join(temporaryFolder(t), 'repository')
  cpSync(from, path, { recursive: true })
  const { run, git } = storyAt(testRepositoryAt(path))
  const state = join(path, '.git', 'git-doc')
  const ask = async (...argv: string[]): Promise<string> => {
    const id = newRequestId(new Date())
    const stream = { isTTY: false }
    await leaveRequest(state, {
      id,
      lane: 'commit',
      argv,
      cwd: path,
      env: {},
      stdout: stream,
      stderr: stream,
      asker: { pid: process.pid, host: hostname() },
      version: '0',
    })
    return id
  }
  /** What the owner's process ends with: the steps it came to, or undefined if it was killed. */
  const owner = (killAt = 0): Promise<readonly string[] | undefined> =>
    new Promise((resolve, reject) => {
      const program = fileURLToPath(new URL('requests.child.js', import.meta.url))
      const child = spawn(process.execPath, [program, state, String(killAt)], { cwd: path })
      let printed = ''
      let said = ''
      child.stdout.on('data', text => {
        printed += text
      })
      child.stderr.on('data', text => {
        said += text
      })
      child.on('close', (code, signal) => {
        if (signal === 'SIGKILL') resolve(undefined)
        else if (code === 0) resolve(JSON.parse(printed))
        else reject(new Error(said))
      })
    })
  return { run, git, path, state, ...commits, ask, owner }
}

/** What a revert of the documented commit, a retry and an update leave behind, however often they were cut off. */
export const deeds = {
  reverts: 1,
  retries: 1,
  noticed: 1,
  published: { documented: 2, broken: 1, fresh: 1 },
  inGit: { documented: 2, broken: 1, fresh: 1 },
  dirty: '',
  replay: 0,
}

export const deedsOf = async ({
  run,
  git,
  documented,
  broken,
  fresh,
}: Awaited<ReturnType<typeof copied>>): Promise<typeof deeds> => {
  const { stdout } = await run('git-doc history --json')
  const events = stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
  const count = (commit: string, type: string): number =>
    events.filter(each => each.run === `commit/${commit}` && each.event.type === type).length
  const made = git('log', '--format=%(trailers:key=Git-Doc-Run,valueonly)').split('\n')
  const inGit = (commit: string) => made.filter(each => each === `commit/${commit}`).length
  const published = (commit: string) => count(commit, 'commit.published')
  return {
    reverts: count(documented, 'revert.requested'),
    retries: count(broken, 'retry.requested'),
    noticed: count(fresh, 'commit.noticed'),
    published: {
      documented: published(documented),
      broken: published(broken),
      fresh: published(fresh),
    },
    inGit: { documented: inGit(documented), broken: inGit(broken), fresh: inGit(fresh) },
    dirty: git('status', '--porcelain'),
    replay: (await run('git-doc replay')).code,
  }
}
