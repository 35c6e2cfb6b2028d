import type { World as AnyWorld } from '../../engine/kind.ts'
import type { EventLog } from '../../ports/log.ts'
import type { Publisher } from '../../ports/publisher.ts'
import type { Receipts } from '../../ports/receipts.ts'
import type { ReleaseGit } from '../../ports/release-git.ts'
import type { ReleaseSettings } from '../../ports/release-settings.ts'
import type { Repository } from '../../ports/repository.ts'
import type { Sync } from '../../ports/sync.ts'
import type { FindSecretsIn } from '../../releases/check-input.ts'
import type { Layout } from '../../releases/layout.ts'

/** What activations act on. */
export interface World extends AnyWorld {
  /** RELEASES_NOT_CONFIGURED. */
  settings(): {
    readonly layout: Layout
    readonly approvals: number
    readonly roles: Readonly<Record<string, readonly string[]>>
    readonly verbs: ReleaseSettings['roles']
  }
  readonly repository: Pick<Repository, 'head' | 'contains' | 'resolve'>
  readonly git: ReleaseGit
  readonly publisher: Publisher
  readonly receipts: Pick<Receipts, 'notes'>
  readonly log: Pick<EventLog, 'row' | 'rows'>
  /** Undefined where nobody is to be told. */
  readonly sync?: Sync | undefined
  readonly findSecrets: FindSecretsIn
  stopwatch(): () => number
  pause(milliseconds: number): Promise<void>
  /** Does something while nobody else does anything of that name. */
  inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result>
  /** Ends what a step that was cut off left running. */
  endLeftovers(run: string): Promise<void>
}
