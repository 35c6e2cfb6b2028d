import { isGitDocError } from '../../errors/error.ts'
import type { Head, RepositoryFacts } from '../../ports/repository.ts'
import { git } from './command.ts'
import { readHead } from './head.ts'

/**
 * How many commits the branch that is checked out has beyond what was seen of it and of others, doc commits left out. Where it was seen to its
 * end, Git is not asked. Undefined where it cannot be known: HEAD is detached, no branch was ever looked at, Git has
 * forgotten what was seen, or there is no git command.
 */
export const countUnseen = (...args: Parameters<typeof counted>): ReturnType<typeof counted> =>
  counted(...args).catch(error => {
    if (isGitDocError(error) && error.code === 'GIT_MISSING') return undefined
    throw error
  })

const counted = async (
  facts: Pick<RepositoryFacts, 'root' | 'gitDirectory' | 'commonDirectory'>,
  seen: Readonly<Record<string, string>>,
): Promise<{ readonly branch: string; readonly commits: number } | undefined> => {
  const known = [...new Set(Object.values(seen))]
  if (known.length === 0) return undefined
  const { ref, commit } = (await readHead(facts)) ?? (await askHead(facts.root))
  if (ref === undefined || commit === undefined) return undefined
  const branch = ref.replace(/^refs\/heads\//, '')
  if (known.includes(commit)) return { branch, commits: 0 }
  const here = seen[ref]
  const commits =
    (await count(facts.root, commit, known)) ??
    // A branch that is gone may have taken what was seen of it along; of this one nothing may be missing.
    (here === undefined || (await count(facts.root, commit, [here])) !== undefined
      ? await count(facts.root, commit, known, '--ignore-missing')
      : undefined)
  return commits === undefined ? undefined : { branch, commits }
}

const count = async (
  root: string,
  commit: string,
  known: readonly string[],
  ...options: string[]
): Promise<number | undefined> => {
  // A doc commit names its run. It is no commit to document, even before it was looked at.
  const ours = ['--invert-grep', '--grep=^Git-Doc-Run: commit/']
  const args = ['rev-list', '--count', ...ours, ...options, commit, '--not', ...known]
  const { code, stdout } = await git(args, { cwd: root, codes: [0, 128] })
  return code === 0 ? Number(stdout.toString()) : undefined
}

/** One question for both, where the files do not say: first the id, then the name. */
const askHead = async (cwd: string): Promise<Head> => {
  const { code, stdout } = await git(['rev-parse', 'HEAD', '--symbolic-full-name', 'HEAD'], {
    cwd,
    codes: [0, 128],
  })
  const [commit, name = ''] = code === 0 ? stdout.toString().trim().split('\n') : []
  return { ref: name.startsWith('refs/heads/') ? name : undefined, commit }
}
