import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSession } from '../../src/app/session.ts'
import { baseline } from '../../src/kinds/commit/notice.ts'
import { answered, type ModelServer, modelServer } from '../support/model-server.ts'
import {
  type Ending,
  temporaryFolder,
  testRepository,
  testRepositoryAt,
} from '../support/repository.ts'
import { packageFolder } from '../support/run-command.ts'

/** Who drafts: nobody but the diff, or a server on this machine that counts what it is asked. */
export type Form = 'offline' | 'model'

/** A repository with commits to follow and a person's work in it; copies of it are made for every crash. */
export interface Story {
  readonly form: Form
  readonly path: string
  /** The commits to follow, oldest first, and the one they begin after. */
  readonly commits: readonly string[]
  readonly base: string
  /** What the person changed, as the lines that `git diff` tells of. */
  readonly work: readonly string[]
  readonly server: ModelServer | undefined
  /** How many sections there are to ask the model about, and what it was asked before copies were made. */
  readonly questions: number
  readonly asked: readonly unknown[]
}

const readme = (name: string) =>
  `# Tool\n\n## Usage\n\nCall \`${name}()\` first.\n\n## Thanks\n\nTo all.\n\n## License\n\nMIT\n`
const guide = (name: string) =>
  `# Guide\n\n## Calls\n\n\`${name}()\` gets a page.\n\n## Notes\n\nNone.\n`
const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`
export const nameOf = (number: number): string => `fetchPage${number}`

/** How many commits are to be followed. */
const commitsToFollow = 3

/** Makes the repository with the state of a first look in it. */
export const story = async (t: Ending, form: Form): Promise<Story> => {
  const server = form === 'model' ? await modelServer(t, drafting) : undefined
  const repository = testRepository(t)
  const { path, git, write, commit } = repository
  const base = commit('Begin', {
    'README.md': readme(nameOf(0)),
    'GUIDE.md': guide(nameOf(0)),
    'src/fetch.ts': code(nameOf(0)),
    'src/mine.ts': 'export const mine = 1\n',
    'src/open.ts': 'export const open = 1\n',
    '.git-doc/config.toml': config(server),
  })
  await baselined(path, base)
  const commits = Array.from({ length: commitsToFollow }, (_, at) =>
    commit(`Rename to ${at + 1}`, { 'src/fetch.ts': code(nameOf(at + 1)) }),
  )
  // The person's work: staged and not, in code and in the very documents that are to change.
  write('src/mine.ts', 'export const mine = 2\n')
  write('README.md', readme(nameOf(0)).replace('MIT', 'MIT or Apache'))
  git('add', 'src/mine.ts', 'README.md')
  write('src/open.ts', 'export const open = 2\n')
  const staged = readFileSync(join(path, 'README.md'), 'utf8')
  write('README.md', staged.replace('To all', 'To everyone'))
  write('GUIDE.md', guide(nameOf(0)).replace('None.', 'Some.'))
  const questions = 2 * commits.length
  return { form, path, commits, base, work: workIn(git), server, questions, asked: [] }
}

/** The same story when all but the last commit is documented. */
export const nearlyDone = async (t: Ending, told: Story): Promise<Story> => {
  const copy = copyOf(t, told)
  const hit = told.commits.length - 1
  const { signal } = await work(copy, { point: 'append:commit.published:done', hit })
  if (signal === null) throw new Error('The last commit but one was never published.')
  const asked = told.server?.requests.splice(0).map(({ body }) => body) ?? []
  return { ...told, path: copy.path, asked }
}

const config = (server: ModelServer | undefined): string => {
  const llm = server
    ? `[llm]\nprovider = "compatible"\nbase_url = "${server.url}/v1"\napi_key = "none"\nmodel = "served"\nmax_retries = 0\n\n`
    : ''
  const mapping = (file: string, section: string) =>
    `[[mappings]]\ncode_pattern = "src/fetch.ts"\ndoc_file = "${file}"\nsection = "${section}"\n`
  return `${llm}${mapping('README.md', 'Usage')}\n${mapping('GUIDE.md', 'Calls')}`
}

/** A model that calls the function in the section it is shown by the name the diff gives it. */
const drafting = ({ body }: { readonly body: unknown }) => {
  const text = JSON.stringify((body as { messages?: unknown } | undefined)?.messages ?? '')
  const name = /\+export function (fetchPage\d+)/.exec(text)?.[1] ?? ''
  return text.includes('gets a page')
    ? answered(`## Calls\n\n\`${name}()\` gets a page.\n`)
    : answered(`## Usage\n\nCall \`${name}()\` first.\n`)
}

const baselined = async (cwd: string, commit: string): Promise<void> => {
  const { signal } = new AbortController()
  const workshop = await openSession({ cwd, command: 'init', signal, warn() {} })
  await baseline(workshop.tools.log, 'refs/heads/main', commit)
  await workshop.close()
}

type Git = (...args: string[]) => string

/** What differs between HEAD and index and between index and working tree, without line numbers and blob ids. */
export const workIn = (git: Git): readonly string[] =>
  [git('diff', '--cached', '--unified=0'), git('diff', '--unified=0')].map(diff =>
    diff
      .split('\n')
      .filter(line => /^(\+|-|diff )/.test(line))
      .join('\n'),
  )

/** A copy of a story, to be worked on and killed in. */
export interface Copy {
  readonly story: Story
  readonly path: string
  /** Where the worker notes what was acknowledged. */
  readonly acknowledged: string
  readonly git: Git
}

export const copyOf = (t: Ending, told: Story, folder = temporaryFolder(t)): Copy => {
  const path = join(folder, 'repository')
  mkdirSync(path)
  told.server?.requests.splice(0)
  cpSync(told.path, path, { recursive: true })
  const { git } = testRepositoryAt(path)
  // A copy's files have other inodes: without this, Git would look into each at the first diff.
  git('status', '--porcelain')
  return { story: told, path, acknowledged: join(folder, 'acknowledged'), git }
}

/** As scripts/build.js bundles it. */
export const workerPath = join(packageFolder, 'build', 'crash', 'worker.js')

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Where or when a worker is killed. */
export type Kill =
  | { readonly point: string; readonly hit: number }
  | { readonly after: number }
  | undefined

/** Runs the worker in a copy until it ends or is killed. */
export const work = async (copy: Copy, kill?: Kill): Promise<Ended> => {
  const at = kill && 'point' in kill ? [kill.point, String(kill.hit)] : []
  const child = spawn(process.execPath, [workerPath, copy.path, copy.acknowledged, ...at], {
    env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', text => {
    out.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    out.stderr += text
  })
  const timer =
    kill && 'after' in kill ? setTimeout(() => child.kill('SIGKILL'), kill.after) : undefined
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  clearTimeout(timer)
  return { code, signal, ...out }
}

/** The commits that the branch has doc commits for, in their order. */
export const commitsFollowed = ({ git, story: { base } }: Copy): readonly string[] =>
  git('log', '--reverse', '--format=%(trailers:key=Git-Doc-Commit,valueonly)', `${base}..HEAD`)
    .split('\n')
    .filter(Boolean)
