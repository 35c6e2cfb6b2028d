// The main job on real commits, without a key or a network: clones this repository into a temporary folder,
// lets git-doc follow its last commits with the offline provider, and shows what came of it.
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = join(dirname(fileURLToPath(import.meta.url)), '..')
const cli = join(source, 'dist', 'cli', 'git-doc.js')
const folder = mkdtempSync(join(tmpdir(), 'git-doc-demo-'))
const clone = join(folder, 'git-doc')
const environment = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }

const run = (command, args, { show = true, cwd = clone } = {}) => {
  const output = execFileSync(command, args, {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (show) process.stdout.write(output)
  return output.toString().trim()
}
const git = (...args) => run('git', args, { show: false })
const step = (...args) => {
  process.stdout.write(`\n$ git-doc ${args.join(' ')}\n`)
  return run(process.execPath, [cli, ...args])
}

try {
  run('git', ['clone', '--quiet', source, clone], { show: false, cwd: folder })
  git('config', 'user.name', 'Demo')
  git('config', 'user.email', 'demo@example.org')
  if (!git('branch', '--show-current')) git('switch', '--quiet', '--create', 'demo')

  const past = Math.min(10, Number(git('rev-list', '--count', '--first-parent', 'HEAD')) - 1)
  const from = git('rev-parse', `HEAD~${past}`)
  // What git-doc does for its own repository is no part of this: it begins as anywhere.
  rmSync(join(clone, '.git-doc'), { recursive: true })
  step('init', '--yes')
  // One mapping, as a person would add it: what happens in src/ is listed in the changelog.
  appendFileSync(
    join(clone, '.git-doc', 'config.toml'),
    '\n[[mappings]]\ncode_pattern = "src/**"\ndoc_file = "CHANGELOG.md"\nsection = "Recent changes"\n',
  )
  git('add', '.git-doc')
  git('commit', '--quiet', '--message', 'Follow the documentation with git-doc')

  const before = git('rev-parse', 'HEAD')
  step('update', '--from', from)
  process.stdout.write('\n$ git show (the last doc commit)\n')
  run('git', ['show', '--no-color', '--unified=1', '--format=%h %s%n%(trailers)', 'HEAD'])
  step('verify', 'HEAD')
  const docCommits = git('rev-list', '--count', `${before}..HEAD`)
  const dirty = git('status', '--porcelain')
  if (docCommits === '0' || dirty !== '')
    throw new Error(`${docCommits} doc commits; working tree: ${dirty || 'clean'}`)
  process.stdout.write(`\n${docCommits} doc commits were made, and nothing else was touched.\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
