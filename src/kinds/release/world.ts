import type { World as AnyWorld } from '../../engine/kind.ts'
import type { EventLog } from '../../ports/log.ts'
import type { ReleaseGit } from '../../ports/release-git.ts'
import type { FindSecretsIn } from '../../releases/check-input.ts'
import type { Layout } from '../../releases/layout.ts'

/** What staging acts on. */
export interface World extends AnyWorld {
  /** RELEASES_NOT_CONFIGURED. */
  layout(): Layout
  readonly git: ReleaseGit
  readonly log: Pick<EventLog, 'rows'>
  readonly findSecrets: FindSecretsIn
  stopwatch(): () => number
}
