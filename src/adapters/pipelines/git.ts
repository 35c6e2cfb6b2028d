import { baseMissing } from '../../errors/check.ts'
import type { TaggedCommit } from '../../ports/pipelines.ts'
import { git, gitText } from '../git/command.ts'

export const treeOf = (root: string, commit: string): Promise<string> =>
  gitText(['rev-parse', `${commit}^{tree}`], { cwd: root })

/** All tags that name commits. */
export const tagsIn = async (root: string): Promise<readonly TaggedCommit[]> => {
  const format =
    '--format=%(refname:lstrip=2) %(if)%(*objectname)%(then)%(*objectname) %(*objecttype)%(else)%(objectname) %(objecttype)%(end)'
  const text = await gitText(['for-each-ref', format, 'refs/tags'], { cwd: root })
  return text.split('\n').flatMap(line => {
    const [tag = '', commit = '', type] = line.split(' ')
    return type === 'commit' ? [{ tag, commit }] : []
  })
}

/** The subjects of the commits that HEAD has and a tag has not. */
export const subjectsSince = async (root: string, since: string | undefined) => {
  const range = since === undefined ? 'HEAD' : `refs/tags/${since}..HEAD`
  const args = ['log', '-z', '--no-merges', '--no-show-signature', '--format=%H %s', range, '--']
  const text = await gitText(args, { cwd: root })
  return text
    .split('\0')
    .filter(Boolean)
    .map(line => {
      const at = line.indexOf(' ')
      return { commit: line.slice(0, at).trim(), subject: line.slice(at + 1) }
    })
}

/** The versions of what a pipeline depends on without naming it, and the platform. */
export const versions = async (root: string, own: string) => ({
  'git-doc': own,
  node: process.versions.node,
  git: (await gitText(['--version'], { cwd: root })).replace(/^git version /, ''),
  platform: `${process.platform}-${process.arch}`,
})

/** The files that differ from the merge base of HEAD and a commit, those that Git does not know yet too. BASE_MISSING. */
export const changedSince = async (root: string, since: string): Promise<readonly string[]> => {
  const options = { cwd: root }
  const found = await git(['merge-base', 'HEAD', since], { ...options, codes: [0, 1] })
  const base = found.stdout.toString().trim()
  if (base === '')
    throw baseMissing(
      `HEAD and ${since.slice(0, 8)} have no common ancestor in this repository`,
      'Fetch the history: "git fetch --unshallow", or "fetch-depth: 0" in CI.',
    )
  const args = ['diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', base, '--']
  const texts = await Promise.all([
    gitText(args, options),
    gitText(['ls-files', '-z', '--others', '--exclude-standard'], options),
  ])
  return [...new Set(texts.flatMap(text => text.split('\0').filter(Boolean)))].sort()
}
