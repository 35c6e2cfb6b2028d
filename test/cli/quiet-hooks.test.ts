// Hooks before a commit answer without Node where no job is about what is staged, and start it as soon as that could be otherwise. With Git's own hooks.
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { storyRepository } from '../support/scenario.ts'

const job = (paths: string, body = '') =>
  `import { defineJob } from 'git-doc/define'
export default defineJob({ meta: { name: 'lint' }, on: 'pre-commit', ${paths} run() { ${body} } })
`

/** A repository whose hook has looked at its jobs once, and whose git-doc is gone since: whatever needs it says so. */
const looked = async (t: ExecutionContext, text: string, more: Record<string, string> = {}) => {
  const { path, start, git, commit } = storyRepository(t)
  commit('Begin', { 'README.md': '# Tool\n', 'src/a.js': 'export const a = 1\n', ...more })
  mkdirSync(join(path, 'jobs'))
  const file = join(path, 'jobs/lint.mjs')
  writeFileSync(file, text)
  await start('git-doc allow --yes')
  t.is((await start('git-doc job ensure')).code, 0)
  // What comes after a commit would go on while the folder is removed.
  for (const hook of ['post-commit', 'post-merge', 'post-rewrite'])
    rmSync(join(path, '.git/hooks', hook))
  const make = (name: string, content: string) => {
    writeFileSync(join(path, name), content)
    git('add', name)
    return start('git commit --quiet -m Change')
  }
  t.is((await make('README.md', '# Tool, again\n')).code, 0)
  const own = join(path, '.git/git-doc')
  const quiet = join(own, 'quiet/pre-commit')
  // What was made a moment ago could be younger than the look: here it counts as old.
  if (existsSync(quiet)) {
    const at = new Date(Math.max(...[file, join(file, '..')].map(each => statSync(each).ctimeMs)))
    utimesSync(quiet, at, new Date(at.getTime() + 1))
  }
  const launch = join(own, 'launch')
  writeFileSync(launch, readFileSync(launch, 'utf8').replace(/^cli=.*$/m, "cli='/gone'"))
  return { path, file, make, git, quiet, start }
}

const needsNode = /Node or git-doc is gone/

test('a commit that no job is about starts no Node', async t => {
  const { make } = await looked(t, job(`paths: ['src/:name.js', 'docs/**'],`))
  const { code, stderr } = await make('README.md', '# Tool, a third time\n')
  t.is(code, 0)
  t.notRegex(stderr, needsNode)
})

test('a commit with a file that a job is about starts it, also one that removes the file', async t => {
  const { make, git, start } = await looked(t, job(`paths: ['src/**'],`))
  t.regex((await make('src/b.js', '1\n')).stderr, needsNode)
  git('rm', '--quiet', 'src/a.js')
  t.regex((await start('git commit --quiet -m Remove')).stderr, needsNode)
})

test('a job that was changed, added, or imports what was changed is looked at again', async t => {
  const importing = `import '../lib/x.mjs'\n${job(`paths: ['src/**'],`)}`
  const changed = await looked(t, job(`paths: ['src/**'],`))
  writeFileSync(changed.file, job(''))
  t.regex((await changed.make('README.md', '# Other\n')).stderr, needsNode)

  const added = await looked(t, job(`paths: ['src/**'],`))
  writeFileSync(join(added.path, 'jobs/more.mjs'), job('').replace('lint', 'more'))
  t.regex((await added.make('README.md', '# Other\n')).stderr, needsNode)

  const imported = await looked(t, importing, { 'lib/x.mjs': 'export const x = 1\n' })
  t.notRegex((await imported.make('README.md', '# Other\n')).stderr, needsNode)
  writeFileSync(join(imported.path, 'lib/x.mjs'), 'export const x = 2\n')
  t.regex((await imported.make('README.md', '# Another\n')).stderr, needsNode)
})

test('a new configuration is looked at', async t => {
  const { path, make } = await looked(t, job(`paths: ['src/**'],`))
  mkdirSync(join(path, '.git-doc'), { recursive: true })
  writeFileSync(join(path, '.git-doc/config.toml'), '[jobs]\ndirs = ["tasks"]\n')
  t.regex((await make('README.md', '# Other\n')).stderr, needsNode)
})

test('a job without patterns, and patterns that Git reads otherwise, always start Node', async t => {
  for (const paths of ['', `paths: ['src/[ab].js'],`]) {
    const { make, quiet } = await looked(t, job(paths))
    t.false(existsSync(quiet), paths)
    t.regex((await make('README.md', '# Other\n')).stderr, needsNode)
  }
})

test('settings of Git that change what a pathspec means do not hide a file', async t => {
  const { git, path, start } = await looked(t, job(`paths: ['src/*.js'],`))
  writeFileSync(join(path, 'src/b.js'), '1\n')
  git('add', 'src/b.js')
  const { stderr } = await start('GIT_LITERAL_PATHSPECS=1 git commit --quiet -m Change')
  t.regex(stderr, needsNode)
})
