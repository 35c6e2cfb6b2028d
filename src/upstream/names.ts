import { runName } from '../engine/run-name.ts'
import type { Version } from '../events/upstream.ts'

/** The run that brings a source to a version; `again` makes it another one. */
export const upstreamRun = (source: string, { version }: Version, again?: string): string =>
  runName('upstream', [`${source}@${version}`, ...(again ? [again] : [])].join('.'))

/** The stream of what was heard and seen of a source. */
export const sourceRun = (source: string): string => runName('source', source)

/** The stream of deliveries that no source is about; no source can be called so. */
export const strangers = runName('source', '-')

/** The source that a run is of. */
export const sourceOf = (key: string): string => key.slice(0, Math.max(0, key.indexOf('@')))

/** A version for a screen: a commit is shortened. */
export const shownVersion = (version: string): string =>
  /^[0-9a-f]{40,64}$/.test(version) ? version.slice(0, 8) : version
