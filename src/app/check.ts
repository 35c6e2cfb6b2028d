import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { CheckTools } from '../commands/commit/check.ts'
import { baseMissing, reportUnwritable } from '../errors/check.ts'
import { isGitDocError } from '../errors/error.ts'
import type { Repository } from '../ports/repository.ts'
import { environment, inEnvironment, openRepositoryAt, type Place, settled } from './place.ts'

/** What `check` needs from one repository: no lock, no log, no network. */
export interface Checking {
  readonly tools: CheckTools
  readonly warnings: readonly string[]
  /** The merge base of HEAD and a revision. Throws BASE_MISSING if this repository does not have it. */
  base(revision: string): Promise<string>
  /** The fingerprints in a baseline. Throws BASE_MISSING if the file does not exist or is not a baseline. */
  known(file: string): Promise<ReadonlySet<string>>
  write(file: string, text: string): Promise<void>
}

/**
 * Opens a repository for one task. In a partial clone, Git must not fetch missing objects, because `check` uses no
 * network.
 */
export const withChecking = <Result>(
  place: Place,
  work: (checking: Checking) => Promise<Result>,
): Promise<Result> => {
  const offline = { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' }
  return inEnvironment({ ...environment(), ...offline }, async () => {
    const repository = await openRepositoryAt(place.cwd)
    try {
      return await work(await checkingOf(repository, place))
    } finally {
      await repository.close()
    }
  })
}

const checkingOf = async (repository: Repository, place: Place): Promise<Checking> => {
  const { settings, entries, warnings } = await settled(repository, place)
  const { openWorkingTree } = await import('../adapters/git/working-tree.ts')
  const { openCodeHistory } = await import('../adapters/git/code-history.ts')
  const history = openCodeHistory(repository.facts)
  const isChosen = entries.some(({ key, source }) => key === 'doc_files' && source === 'file')
  return {
    tools: {
      repository,
      workingTree: openWorkingTree(repository.facts),
      history,
      docFiles: isChosen ? settings.docFiles : undefined,
      mappings: settings.mappings,
    },
    warnings,
    base: revision => parting(repository, history, revision),
    known: file => readBaseline(resolve(place.cwd, file), file),
    write: async (file, text) => {
      const { replaceUserFile } = await import('../adapters/files/replace-file.ts')
      await replaceUserFile(resolve(place.cwd, file), text).catch(cause => {
        throw reportUnwritable(file, cause)
      })
    },
  }
}

const parting = async (
  repository: CheckTools['repository'],
  history: CheckTools['history'],
  revision: string,
): Promise<string> => {
  const deepen = 'Fetch the history: "git fetch --unshallow", or "fetch-depth: 0" in CI.'
  const { commit: head } = await repository.head()
  const other = await repository.resolve(revision).catch(error => {
    if (isGitDocError(error) && error.code === 'UNKNOWN_COMMIT') return undefined
    throw error
  })
  if (head === undefined || other === undefined)
    throw baseMissing(`"${revision}" does not name a commit in this repository`, deepen)
  const base = await history.mergeBase(head, other)
  if (base === undefined)
    throw baseMissing(`HEAD and "${revision}" have no common ancestor in this repository`, deepen)
  return base
}

const readBaseline = async (path: string, shown: string): Promise<ReadonlySet<string>> => {
  const hint = `Write it with "git-doc check --write-baseline ${shown}".`
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    throw baseMissing(`the baseline ${shown} cannot be read`, hint)
  }
  const { parseBaseline } = await import('../documentation/drift/baseline.ts')
  const known = parseBaseline(text)
  if (!known) throw baseMissing(`${shown} is not a baseline that this version can read`, hint)
  return known
}
