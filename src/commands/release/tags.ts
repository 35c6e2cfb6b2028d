import { isGitDocError } from '../../errors/error.ts'
import { everReleased } from '../../releases/pointer-history.ts'
import { readPointerSteps } from '../../releases/production.ts'
import { parseName } from '../../releases/release.ts'
import type { ReleaseReading } from './context.ts'

/** The tags that were made, and where they were pushed. */
export interface TaggedReleases {
  readonly tagged: readonly string[]
  readonly remote?: string | undefined
}

/**
 * Makes an annotated tag `<package>/v<version>` for everything that was in production, on the commit that first put it there. Tags that
 * are there stay. TAG_EXISTS for one on another commit, REMOTE_FAILED.
 */
export const tagReleases = async (
  { repository, git, layout, tags, receipts }: ReleaseReading,
  push: boolean | string | undefined,
): Promise<TaggedReleases> => {
  const { commit } = await repository.head()
  const steps = commit === undefined ? [] : await readPointerSteps(commit, layout, git)
  const tagged: string[] = []
  const all: string[] = []
  for (const [text, step] of everReleased(steps)) {
    const release = parseName(text)
    if (!release) continue
    const name = `${release.package}/v${release.version}`
    const known = await repository.resolve(`refs/tags/${name}`).catch(error => {
      if (isGitDocError(error) && error.code === 'UNKNOWN_COMMIT') return undefined
      throw error
    })
    const message = `${release.package} ${release.version}`
    await tags.tag({ name, commit: step.commit, message })
    all.push(name)
    if (known === undefined) tagged.push(name)
  }
  if (push === undefined || push === false || all.length === 0) return { tagged }
  const remote = typeof push === 'string' ? push : await receipts.remote()
  await git.pushTags(remote, all)
  return { tagged, remote }
}
