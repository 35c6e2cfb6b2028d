// `npm run build && node scripts/public-repositories.js <address or folder> …` clones repositories of other people and works
// in the clones as a newcomer would, offline. Prints a row of a Markdown table for each and fails where one promise is broken:
// hotspots end within two minutes and 500 MB, updates change documents only, and nothing is left behind.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const limits = { milliseconds: 120_000, megabytes: 500 }
const cli = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'cli', 'git-doc.js')
const sources = process.argv.slice(2)
if (sources.length === 0) throw new Error('Name at least one repository: an address or a folder.')

/** What a process says of its own memory when it ends, in a file: no other way is the same on every system. */
const reporting = file =>
  `--import=data:text/javascript,${encodeURIComponent(
    `import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)))`,
  )}`

const work = source => {
  const folder = mkdtempSync(join(tmpdir(), 'git-doc-public-'))
  try {
    const clone = join(folder, 'clone')
    const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
    const run = (command, args, options = {}) =>
      execFileSync(command, args, {
        env,
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'pipe'],
        ...options,
      })
        .toString()
        .trim()
    run('git', ['clone', '--quiet', source, clone])
    const git = (...args) => run('git', args, { cwd: clone })
    const gitDoc = (...args) => run(process.execPath, [cli, ...args], { cwd: clone })
    git('config', 'user.name', 'Story')
    git('config', 'user.email', 'story@example.org')
    if (!git('branch', '--show-current')) git('switch', '--quiet', '--create', 'story')

    const memory = join(folder, 'memory')
    const began = Date.now()
    run(process.execPath, [reporting(memory), cli, 'hotspots', '--since', 'all', '--json'], {
      cwd: clone,
      timeout: limits.milliseconds,
    })
    const milliseconds = Date.now() - began
    const megabytes = Number(readFileSync(memory, 'utf8')) / 1024

    const past = Math.min(30, Number(git('rev-list', '--count', '--first-parent', 'HEAD')) - 1)
    const from = git('rev-parse', `HEAD~${past}`)
    // Old histories hold objects that Git would not make today.
    const damage = () =>
      spawnSync('git', ['fsck', '--strict', '--no-dangling'], { cwd: clone, env }).stderr.toString()
    const damaged = damage()
    gitDoc('init', '--yes')
    git('add', '.git-doc')
    git('commit', '--quiet', '--message', 'Follow the documentation with git-doc')
    const before = git('rev-parse', 'HEAD')
    gitDoc('update', '--from', from)
    const documents = git('diff', '--name-only', before, 'HEAD').split('\n').filter(Boolean)
    const broken = [
      megabytes > limits.megabytes && `hotspots took ${megabytes.toFixed(0)} MB`,
      documents.some(file => !/\.(md|mdx|markdown)$/i.test(file)) &&
        `changed ${documents.join(', ')}`,
      git('status', '--porcelain') && 'left changes behind',
      damage() !== damaged && 'damaged objects',
    ].filter(Boolean)
    const name = source.replace(/\/+$/, '').split('/').slice(-2).join('/')
    const cells = [
      name,
      git('rev-list', '--count', from),
      `${(milliseconds / 1000).toFixed(1)} s`,
      `${megabytes.toFixed(0)} MB`,
      git('rev-list', '--count', `${before}..HEAD`),
      documents.length,
      broken.join('; ') || 'kept',
    ]
    process.stdout.write(`| ${cells.join(' | ')} |\n`)
    return broken.length === 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

process.stdout.write(
  '| repository | commits | hotspots | memory | doc commits | documents | promises |\n| --- | --- | --- | --- | --- | --- | --- |\n',
)
if (!sources.map(work).every(Boolean)) process.exitCode = 1
