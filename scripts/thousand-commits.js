// By hand: `npm run build && node scripts/thousand-commits.js [number]`. Commits as fast as Git can while git-doc follows in
// the background, waits for its end, and checks that every commit was taken up, once.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const total = Number(process.argv[2] ?? 1_000)
const cli = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'cli', 'git-doc.js')
const folder = mkdtempSync(join(tmpdir(), 'git-doc-thousand-'))
const state = join(folder, '.git', 'git-doc')
const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
const run = (command, ...args) =>
  execFileSync(command, args, { cwd: folder, env, maxBuffer: 1 << 28 })
    .toString()
    .trimEnd()
const git = (...args) => run('git', ...args)
const write = (file, text) => writeFileSync(join(folder, file), text)
const code = n => `export function fetch${n}(url: string): string {\n  return url\n}\n`

const log = () =>
  existsSync(join(state, 'background.log'))
    ? readFileSync(join(state, 'background.log'), 'utf8').trimEnd().split('\n')
    : []
const notes = () => readdirSync(join(state, 'inbox')).filter(name => name.endsWith('.note'))
const isAlive = pid =>
  existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
const isIdle = () =>
  !existsSync(join(state, 'run.lock')) &&
  !existsSync(join(state, 'waking')) &&
  notes().length === 0 &&
  log().every(line => !isAlive(line.split(' ')[1]))

try {
  git('init', '--quiet', '--initial-branch=main')
  git('config', 'user.name', 'Ada')
  git('config', 'user.email', 'ada@example.org')
  git('config', 'gc.auto', '0')
  write('README.md', '# Tool\n\n## Usage\n\nCall `fetch0()` first.\n')
  mkdirSync(join(folder, 'src'))
  write('src/fetch.ts', code(0))
  write('src/other.ts', '')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'Begin')
  const begin = git('rev-parse', 'HEAD')
  run(process.execPath, cli, 'enable-hook')

  let again = 0
  let during = 0
  const started = Date.now()
  for (let n = 1; n <= total; n += 1) {
    // Every tenth concerns the document, so that doc commits fall among the commits.
    if (n % 10 === 0) write('src/fetch.ts', code(n))
    else write('src/other.ts', `export const other = ${n}\n`)
    for (;;) {
      const { status, stderr, stdout } = spawnSync('git', ['commit', '-qam', `Commit ${n}`], {
        cwd: folder,
        env,
      })
      if (stdout.length > 0) throw new Error(`The hook printed: ${stdout}`)
      if (status === 0) break
      if (!String(stderr).includes('.lock')) throw new Error(String(stderr))
      again += 1
    }
    if (existsSync(join(state, 'run.lock'))) during += 1
  }
  const committed = Date.now()
  while (!isIdle()) await pause(100)
  const ended = Date.now()

  const noticed = run(process.execPath, cli, 'history', '--json')
    .split('\n')
    .map(line => JSON.parse(line).event)
    .filter(({ type }) => type === 'commit.noticed')
    .map(({ data }) => data.commit)
  const commits = git('rev-list', `${begin}..HEAD`).split('\n')
  const documented = git('log', '--format=%(trailers:key=Git-Doc-Commit,valueonly)')
    .split('\n')
    .filter(Boolean)
  const mine = commits.length - documented.length
  const workers = new Set(log().map(line => line.split(' ')[1])).size
  process.stdout.write(
    [
      `${mine} commits in ${((committed - started) / 1000).toFixed(1)} s, ${during} of them while a run was active; ${again} were tried again because the index was locked`,
      `${workers} workers, the last ended ${((ended - committed) / 1000).toFixed(1)} s after the last commit`,
      `${noticed.length} runs for ${commits.length} commits, ${documented.length} of them doc commits`,
      ...log(),
      '',
    ].join('\n'),
  )
  const once =
    new Set(noticed).size === noticed.length &&
    noticed.length === commits.length &&
    commits.every(commit => noticed.includes(commit)) &&
    new Set(documented).size === documented.length
  if (mine !== total || !once) throw new Error('Some commit was not taken up, or not once.')
  if (git('status', '--porcelain') !== '') throw new Error('The working tree is not clean.')
} finally {
  while (existsSync(state) && !isIdle()) await pause(100)
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
