import type { UpstreamSource } from '../ports/settings.ts'
import { isHigher, type Level, levelOf } from './versions.ts'

interface Known {
  readonly version: string
  readonly commit?: string | undefined
}

/** Whether what is to be had is another version than what is there: a higher one, or the one that a person pinned. */
export const isNews = (
  { strategy }: Pick<UpstreamSource, 'strategy'>,
  current: Known | undefined,
  latest: Known,
  isPinned: boolean,
): boolean => {
  if (!current) return true
  if (strategy === 'commits') return (current.commit ?? current.version) !== latest.commit
  if (current.version === latest.version) return false
  if (current.commit !== undefined && current.commit === latest.commit) return false
  // What is no version cannot be compared, so it is older than every version.
  return (
    isPinned ||
    isHigher(latest.version, current.version) ||
    !isHigher(current.version, latest.version)
  )
}

/** The level of a change of a source. Commits have one level. */
export const changeOf = (
  { strategy }: Pick<UpstreamSource, 'strategy'>,
  current: Known | undefined,
  to: Known,
): Level => (strategy === 'commits' && current ? 'commits' : levelOf(current?.version, to.version))

/** Whether a person must approve a change of this level. What was never there can break nothing. */
export const needsApproval = ({ policy }: Pick<UpstreamSource, 'policy'>, level: Level): boolean =>
  level !== 'first' && policy[level] === 'approve'
