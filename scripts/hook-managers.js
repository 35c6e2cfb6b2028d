// By hand, with a network: `npm run build && node scripts/hook-managers.js`. Installs managers of hooks in temporary
// repositories, git-doc before and after them, in each way this Git knows, and prints which hooks still run.
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
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const cli = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'cli', 'git-doc.js')
const folder = mkdtempSync(join(tmpdir(), 'git-doc-managers-'))
const tools = join(folder, 'tools')
const env = {
  ...process.env,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  PATH: [join(tools, 'node_modules', '.bin'), join(tools, 'venv', 'bin'), process.env.PATH].join(
    delimiter,
  ),
}
delete env.CI

/** Runs a program; what it printed, or undefined if it failed. */
const tried = (cwd, command, ...args) => {
  const { status, stdout } = spawnSync(command, args, { cwd, env, encoding: 'utf8' })
  return status === 0 ? stdout : undefined
}
const must = (cwd, command, ...args) =>
  execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

const commit = 'post-commit'
const before = 'pre-commit'
const mark = 'date >> theirs'
const markBefore = 'date >> theirs-before'
/** How each is set up with hooks of its own after and before a commit, and how it is run again, as a teammate's install would. */
const managers = {
  husky: {
    prepare(at) {
      mkdirSync(join(at, '.husky'))
      writeFileSync(join(at, '.husky', commit), `${mark}\n`)
      writeFileSync(join(at, '.husky', before), `${markBefore}\n`)
    },
    install: at => must(at, 'husky'),
    version: () => npmVersion('husky'),
  },
  lefthook: {
    prepare: at =>
      writeFileSync(
        join(at, 'lefthook.yml'),
        `${commit}:\n  commands:\n    theirs:\n      run: ${mark}\n${before}:\n  commands:\n    theirs:\n      run: ${markBefore}\n`,
      ),
    install: at => must(at, 'lefthook', 'install', '--force'),
    version: () => npmVersion('lefthook'),
  },
  'simple-git-hooks': {
    prepare: at =>
      writeFileSync(
        join(at, 'package.json'),
        JSON.stringify({ 'simple-git-hooks': { [commit]: mark, [before]: markBefore } }),
      ),
    install: at => must(at, 'simple-git-hooks'),
    version: () => npmVersion('simple-git-hooks'),
  },
  'pre-commit': {
    prepare: at =>
      writeFileSync(
        join(at, '.pre-commit-config.yaml'),
        `repos:\n- repo: local\n  hooks:\n${preCommitHook('theirs', mark, commit)}${preCommitHook('before', markBefore, before)}`,
      ),
    install: at =>
      must(
        at,
        'pre-commit',
        'install',
        ...[commit, before, 'post-rewrite'].flatMap(type => ['--hook-type', type]),
      ),
    version: () => tried(folder, 'pre-commit', '--version')?.split(' ').at(-1).trim(),
  },
  'git-lfs': {
    prepare() {},
    install: at => must(at, 'git', 'lfs', 'install', '--local'),
    version: () => tried(folder, 'git', 'lfs', 'version')?.split(/[/ ]/)[1],
    /** Its hook leaves no trace of its own: that it is still called is all there is to see. */
    lives: at => hookFiles(at).includes('git lfs post-commit'),
    livesBefore: () => true,
  },
}

function preCommitHook(id, run, stage) {
  return `  - id: ${id}\n    name: ${id}\n    language: system\n    entry: sh -c "${run}"\n    always_run: true\n    stages: [${stage}]\n`
}

const npmVersion = name => {
  const file = join(tools, 'node_modules', name, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined
}

const hookFiles = at => {
  const hooks = join(at, '.git', 'hooks')
  return readdirSync(hooks)
    .filter(name => !name.endsWith('.sample'))
    .map(name => readFileSync(join(hooks, name), 'utf8'))
    .join('\n')
}

const repository = name => {
  const at = join(folder, name)
  mkdirSync(at)
  must(at, 'git', 'init', '--quiet', '--initial-branch=main')
  must(at, 'git', 'config', 'user.name', 'Ada')
  must(at, 'git', 'config', 'user.email', 'ada@example.org')
  must(at, 'git', 'commit', '--quiet', '--allow-empty', '--message', 'Begin')
  return at
}

const inbox = at => {
  const notes = join(at, '.git', 'git-doc', 'inbox')
  return existsSync(notes) ? readdirSync(notes).filter(name => name.endsWith('.note')) : []
}

/** Makes the hook before a commit start a program that ends with a code, in the place of git-doc. */
const answerWith = (state, code) => {
  const program = join(state, 'answer')
  writeFileSync(program, `exit ${code}\n`)
  writeFileSync(join(state, 'launch'), `node='/bin/sh'\ncli='${program}'\n`)
}

/** Whether our hooks and theirs run on a commit, ours can refuse it, and ours hears of the pairs of an amend. */
const alive = (at, { lives, livesBefore }) => {
  const state = join(at, '.git', 'git-doc')
  for (const note of inbox(at)) rmSync(join(state, 'inbox', note))
  for (const name of ['theirs', 'theirs-before']) rmSync(join(at, name), { force: true })
  // As if a run were active: hooks note, and start nothing.
  if (existsSync(state)) {
    writeFileSync(join(state, 'run.lock'), `{"pid":${process.pid}}\n`)
    answerWith(state, 10)
  }
  // lefthook runs no hook before a commit without a file.
  writeFileSync(join(at, 'changed'), '')
  must(at, 'git', 'add', 'changed')
  const refuses =
    tried(at, 'git', 'commit', '--quiet', '--allow-empty', '--message', 'No') === undefined
  if (existsSync(state)) answerWith(state, 0)
  must(at, 'git', 'commit', '--quiet', '--allow-empty', '--message', 'More')
  const ours = inbox(at).some(name => name.startsWith(commit))
  const theirs = lives ? lives(at) : existsSync(join(at, 'theirs'))
  const theirsBefore = livesBefore ? livesBefore(at) : existsSync(join(at, 'theirs-before'))
  must(at, 'git', 'commit', '--quiet', '--allow-empty', '--amend', '--message', 'Again')
  const pairs = inbox(at)
    .filter(name => name.startsWith('post-rewrite'))
    .some(name => /^[0-9a-f]{40} /m.test(readFileSync(join(state, 'inbox', name), 'utf8')))
  rmSync(join(state, 'run.lock'), { force: true })
  return { ours, theirs, pairs, refuses, theirsBefore }
}

const told = ({ ours, theirs, pairs, refuses, theirsBefore }) =>
  [
    ours ? 'runs' : '**dead**',
    ...(ours && !pairs ? ['**no pairs**'] : []),
    ...(theirs ? [] : ['**theirs is dead**']),
    refuses ? 'refuses' : '**does not refuse**',
    ...(theirsBefore ? [] : ['**theirs before is dead**']),
  ].join(', ')

/** Installs ours, as for a job that asks for the hook before a commit. */
const enable = (at, way) => {
  mkdirSync(join(at, '.git', 'git-doc'), { recursive: true })
  writeFileSync(join(at, '.git', 'git-doc', 'hooks'), `${before}\n`)
  must(at, process.execPath, cli, 'enable-hook', way)
}

const stories = {
  'ours second': ['theirs', 'ours'],
  'ours first': ['ours', 'theirs'],
  'theirs again': ['theirs', 'ours', 'theirs'],
}

try {
  mkdirSync(tools)
  writeFileSync(join(tools, 'package.json'), '{}')
  must(
    tools,
    'npm',
    'install',
    '--silent',
    '--no-audit',
    '--no-fund',
    'husky',
    'lefthook',
    'simple-git-hooks',
  )
  // Those that are no npm packages are tried where they can be had.
  if (tried(folder, 'python3', '-m', 'venv', join(tools, 'venv')) !== undefined)
    tried(folder, join(tools, 'venv', 'bin', 'pip'), 'install', '--quiet', 'pre-commit')
  const git = must(folder, 'git', 'version').trim()
  const [, major, minor] = /(\d+)\.(\d+)/.exec(git)
  const ways = [
    '--file-hooks',
    ...(Number(major) > 2 || Number(minor) >= 54 ? ['--config-hooks'] : []),
  ]
  process.stdout.write(
    `${git}\n\n| manager | way | ${Object.keys(stories).join(' | ')} | afterwards |\n| --- | --- | --- | --- | --- | --- |\n`,
  )
  for (const [name, manager] of Object.entries(managers)) {
    const version = manager.version()
    for (const way of version ? ways : []) {
      const cells = Object.values(stories).map((steps, n) => {
        const at = repository(`${name}-${way}-${n}`)
        manager.prepare(at)
        for (const step of steps) {
          try {
            if (step === 'theirs') manager.install(at)
            else enable(at, way)
          } catch (error) {
            process.stderr.write(`${name} ${way}: ${error.stderr ?? error}\n`)
            return `**${step} refuses**`
          }
        }
        return told(alive(at, manager))
      })
      const at = repository(`${name}-${way}-gone`)
      manager.prepare(at)
      manager.install(at)
      const before = hookFiles(at)
      try {
        enable(at, way)
      } catch {
        // What is refused changes nothing either.
      }
      must(at, process.execPath, cli, 'disable-hook')
      const same = hookFiles(at) === before ? 'as before' : '**changed**'
      process.stdout.write(`| ${name} ${version} | ${way} | ${cells.join(' | ')} | ${same} |\n`)
    }
    if (!version) process.stdout.write(`| ${name} | could not be had | | | | |\n`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
