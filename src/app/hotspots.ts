import { resolve } from 'node:path'
import type { HotspotTools } from '../commands/hotspots.ts'
import { reportUnwritable } from '../errors/check.ts'
import { environment, inEnvironment, openRepositoryAt, type Place, settled } from './place.ts'

/** What `hotspots` needs of a repository: no lock, no log, no network. */
export interface Looking {
  readonly tools: HotspotTools
  readonly warnings: readonly string[]
  /** The full id of a commit. UNKNOWN_COMMIT if the revision does not name one. */
  resolve(revision: string): Promise<string>
  write(file: string, text: string): Promise<void>
}

/** Opens a repository for one task. In a partial clone, Git must not fetch missing objects. */
export const withHotspots = <Result>(
  place: Place,
  work: (looking: Looking) => Promise<Result>,
): Promise<Result> =>
  inEnvironment(
    { ...environment(), GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' },
    async () => {
      const repository = await openRepositoryAt(place.cwd)
      try {
        const { settings, warnings } = await settled(repository, place)
        const [{ openActivity }, { ignoredPaths }, { matcher }] = await Promise.all([
          import('../adapters/git/activity.ts'),
          import('../adapters/git/ignored.ts'),
          import('../documentation/globs.ts'),
        ])
        const isLeftOut = matcher(settings.ignore)
        const { root } = repository.facts
        return await work({
          tools: {
            repository,
            activity: openActivity(repository.facts),
            async ignored(paths) {
              const named = await ignoredPaths(root, paths, new Set(paths))
              return new Set(paths.filter(path => named.has(path) || isLeftOut(path)))
            },
          },
          warnings,
          resolve: revision => repository.resolve(revision),
          async write(file, text) {
            const { replaceUserFile } = await import('../adapters/files/replace-file.ts')
            await replaceUserFile(resolve(place.cwd, file), text).catch(cause => {
              throw reportUnwritable(file, cause)
            })
          },
        })
      } finally {
        await repository.close()
      }
    },
  )
