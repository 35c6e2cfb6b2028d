import { isGitDocError } from '../../errors/error.ts'
import { constraintInvalid, noVersions, versionUnknown } from '../../errors/upstream.ts'
import type { Version } from '../../events/upstream.ts'
import type { World } from '../../kinds/upstream/world.ts'
import type { UpstreamSource } from '../../ports/settings.ts'
import type { RemoteRef } from '../../ports/upstream.ts'
import { shownAddress } from '../../upstream/repository.ts'
import {
  choose,
  isRange,
  releasedOf,
  type TaggedVersion,
  versionsIn,
} from '../../upstream/versions.ts'

/** What one look at a remote showed. */
export interface Look {
  /** The address that answered. */
  readonly remote: string
  readonly versions: readonly TaggedVersion[]
  /** Tags that are no versions. */
  readonly others: readonly string[]
  /** The version to have; undefined if none is allowed. */
  readonly latest: Version | undefined
}

interface Looking {
  readonly pin?: string | undefined
  /** Tags that a forge says were released. */
  readonly released: readonly string[]
}

/**
 * Asks a source's remotes for their refs, in their order, until one answers. REMOTE_SILENT, REMOTE_REFUSED, UPSTREAM_NO_VERSIONS,
 * UPSTREAM_VERSION_UNKNOWN for a pin that nothing has, UPSTREAM_CONSTRAINT_INVALID.
 */
export const look = async (
  name: string,
  source: UpstreamSource,
  { pin = source.pin, released }: Looking,
  { tools, signal }: Pick<World, 'tools' | 'signal'>,
): Promise<Look> => {
  const { constraint } = source
  if (constraint !== undefined && !isRange(constraint)) throw constraintInvalid(name, constraint)
  const prefix = prefixOf(source)
  let failure: unknown
  for (const remote of new Set([...source.remotes, source.repo])) {
    try {
      const refs = await tools.refs(remote, prefix, signal)
      return judged(name, source, { remote, refs, pin: source.pin ?? pin, released })
    } catch (error) {
      const isRemotes = isGitDocError(error) && /^REMOTE_/.test(error.code)
      if (!isRemotes) throw error
      failure ??= error
    }
  }
  throw failure
}

const prefixOf = ({ strategy, branch, tagPrefix }: UpstreamSource): string => {
  if (strategy !== 'commits') return `refs/tags/${tagPrefix}`
  return branch === undefined ? 'HEAD' : `refs/heads/${branch}`
}

interface Answered extends Looking {
  readonly remote: string
  readonly refs: readonly RemoteRef[]
}

const judged = (
  name: string,
  source: UpstreamSource,
  { remote, refs, pin, released }: Answered,
): Look => {
  const { strategy, branch, tagPrefix } = source
  const shown = shownAddress(remote)
  if (strategy === 'commits') {
    const head = refs.find(({ ref }) => ref === prefixOf(source))
    if (!head) throw noVersions(name, shown, branch ? `branch "${branch}"` : 'commit')
    const commit = pin ?? head.id
    return { remote, versions: [], others: [], latest: { version: commit, commit } }
  }
  const { versions: tagged, others } = versionsIn(refs, tagPrefix)
  const versions = strategy === 'releases' ? releasedOf(tagged, released) : tagged
  if (versions.length === 0)
    throw noVersions(
      name,
      shown,
      strategy === 'releases'
        ? 'annotated tag that is a version, and no release of it was ever delivered'
        : 'tag that is a version',
    )
  const found = choose(versions, { ...source, pin })
  if (!found && pin !== undefined) throw versionUnknown(name, pin)
  const latest = found && { version: found.version, tag: found.tag, commit: found.commit }
  return { remote, versions, others, latest }
}
