import type { Repository } from '../../ports/repository.ts'
import type { Services } from '../../ports/services.ts'
import type { World } from './world.ts'

/** Which paths ignore files match; asks about each path once. `more` lists paths that will be needed later. */
export const ignoredIn = (
  { repository, ignored }: Pick<Services, 'repository' | 'ignored'>,
  more: () => Promise<readonly string[]> = async () => [],
): World['ignored'] => {
  const tracked = once(() => trackedPaths(repository))
  return askedOnce(async paths => ignored(paths, await tracked()), more)
}

const trackedPaths = async (repository: Repository): Promise<ReadonlySet<string>> => {
  const { commit } = await repository.head()
  const entries = commit === undefined ? [] : await repository.tree(commit)
  return new Set(entries.map(({ path }) => path))
}

/** Computes a value on first use. */
export const once = <Value>(make: () => Promise<Value>): (() => Promise<Value>) => {
  let value: Promise<Value> | undefined
  return () => {
    value ??= make()
    return value
  }
}

/** The third question also asks about all paths that will be needed later, because each question may start a process. */
const manyQuestions = 3

const askedOnce = (
  ask: (paths: readonly string[]) => Promise<ReadonlySet<string>>,
  more: () => Promise<readonly string[]>,
): World['ignored'] => {
  const known = new Map<string, boolean>()
  let questions = 0
  return async paths => {
    const unknown = paths.filter(path => !known.has(path))
    if (unknown.length > 0) {
      questions += 1
      if (questions === manyQuestions) unknown.push(...(await more()))
      const ignored = await ask(unknown)
      for (const path of unknown) known.set(path, ignored.has(path))
    }
    return new Set(paths.filter(path => known.get(path)))
  }
}
