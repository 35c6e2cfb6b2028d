import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { CheckTools } from '../commands/check.ts'
import { baseMissing, isGitDocError } from '../errors.ts'
import { openRepositoryAt, type Place, settled } from './place.ts'

/** What `check` needs of one repository: no lock, no log, no network. */
export interface Checking {
  readonly tools: CheckTools
  readonly warnings: readonly string[]
  /** The commit where HEAD and a revision parted. BASE_MISSING if it is not here. */
  base(revision: string): Promise<string>
  /** The fingerprints a baseline lists. BASE_MISSING if there is none, or it is none. */
  known(file: string): Promise<ReadonlySet<string>>
  write(file: string, text: string): Promise<void>
  close(): Promise<void>
}

export const openChecking = async (place: Place): Promise<Checking> => {
  // In a partial clone Git would fetch what is not here: it may speak to nobody.
  process.env.GIT_NO_LAZY_FETCH = '1'
  process.env.GIT_ALLOW_PROTOCOL = 'none'
  const repository = await openRepositoryAt(place.cwd)
  try {
    const { settings, entries, warnings } = await settled(repository, place, 'warn')
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
        const { default: writeFileAtomic } = await import('write-file-atomic')
        await writeFileAtomic(resolve(place.cwd, file), text)
      },
      close: () => repository.close(),
    }
  } catch (error) {
    await repository.close()
    throw error
  }
}

const parting = async (
  repository: CheckTools['repository'],
  history: CheckTools['history'],
  revision: string,
): Promise<string> => {
  const deepen = 'Fetch it with its history: "git fetch --unshallow", or "fetch-depth: 0" in CI.'
  const { commit: head } = await repository.head()
  const other = await repository.resolve(revision).catch(error => {
    if (isGitDocError(error) && error.code === 'UNKNOWN_COMMIT') return undefined
    throw error
  })
  if (head === undefined || other === undefined)
    throw baseMissing(`"${revision}" names no commit of this repository`, deepen)
  const base = await history.mergeBase(head, other)
  if (base === undefined)
    throw baseMissing(`HEAD and "${revision}" have no commit in common here`, deepen)
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
  if (!known) throw baseMissing(`${shown} is no baseline that this version knows`, hint)
  return known
}
