import test from 'ava'
import { storyRepository } from '../support/scenario.ts'

const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`

const begun = async (t: Parameters<typeof storyRepository>[0]) => {
  const story = storyRepository(t)
  story.commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nCall `fetchAll()` first.\n',
    'src/fetch.ts': code('fetchAll'),
  })
  await story.run('git-doc init --yes --baseline')
  story.commit('Follow the documentation')
  return story
}

test('status tells of new commits without looking at them, in words and as JSON', async t => {
  const { run, commit, git } = await begun(t)
  const unnoticed = async () => JSON.parse((await run('git-doc status --json')).stdout).unnoticed
  t.deepEqual(await unnoticed(), { branch: 'main', commits: 1 })
  await run('git-doc update')
  t.deepEqual(await unnoticed(), { branch: 'main', commits: 0 })
  t.notRegex((await run('git-doc status')).stdout, /new commit/)

  commit('One', { 'src/one.ts': 'export const one = 1\n' })
  commit('Two', { 'src/two.ts': 'export const two = 2\n' })
  t.regex((await run('git-doc status')).stdout, /^2 new commits on main: git-doc update$/m)
  git('pack-refs', '--all')
  t.deepEqual(await unnoticed(), { branch: 'main', commits: 2 })

  git('switch', '--quiet', '--create', 'feature', 'HEAD~1')
  t.regex((await run('git-doc status')).stdout, /^1 new commit on feature: git-doc update$/m)
  git('switch', '--quiet', '--detach')
  t.is(await unnoticed(), undefined)
})

test('a commit amended and forced away is told as skipped, with the reason', async t => {
  const { run, commit, git, write } = await begun(t)
  await run('git-doc update')
  const old = commit('Rename fetchAll', { 'src/fetch.ts': code('fetchEvery') })
  write('README.md', '# Tool\n\n## Usage\n\nCall `fetchAll()` twice.\n')
  await run('git-doc update')
  git('checkout', '--quiet', 'README.md')
  git('commit', '--quiet', '--amend', '--message', 'Rename it')
  const fresh = git('rev-parse', 'HEAD').slice(0, 8)
  const updated = await run('git-doc update')
  t.is(updated.code, 0, updated.stderr)
  const status = (await run('git-doc status --verbose')).stdout
  t.regex(status, new RegExp(`${old.slice(0, 8)} skipped.*rewritten as ${fresh}`))
  t.regex(status, new RegExp(`${fresh} success`))
  const history = (await run(`git-doc history ${old}`)).stdout
  t.regex(history, /commit\.rewritten/)
  t.is((await run('git-doc replay')).code, 0, 'the views are what the events say')

  git('reset', '--quiet', '--hard', 'HEAD~2')
  const plan = JSON.parse((await run('git-doc update --dry-run --json')).stdout)
  t.deepEqual(plan.runs, [])
})
