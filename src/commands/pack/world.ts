import type { PackSources, PackStore } from '../../ports/packs.ts'
import type { Settings } from '../../ports/settings.ts'

/** What packs are fetched with and kept in. */
export interface PackWorld {
  readonly sources: PackSources
  readonly store: PackStore
  readonly inputs: Settings['packs']['inputs']
  /** Of this git-doc. */
  readonly version: string
}
