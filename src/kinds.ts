import type { AnyStateMachine, ContextFrom, EventFromLogic } from 'xstate'
import type * as z from 'zod'
import { commitEffects } from './effects/commit.ts'
import { unknownKind } from './errors.ts'
import { BranchEvent } from './events/branch.ts'
import { CacheEvent } from './events/cache.ts'
import { CommitEvent } from './events/commit.ts'
import { ProviderEvent } from './events/provider.ts'
import type { DomainEvent } from './events/recorded.ts'
import { branch } from './machines/branch.ts'
import { cache } from './machines/cache.ts'
import { commit } from './machines/commit.ts'
import { provider } from './machines/provider.ts'
import type { Effect } from './ports/world.ts'

/** A kind of run: what can happen, where it leads, what to do about it. */
export interface Kind {
  readonly event: z.ZodType<DomainEvent>
  readonly machine: AnyStateMachine
  readonly effects: Readonly<Record<string, Effect>>
}

/** Checks the three parts against each other, then forgets their types: the engine treats all kinds alike. */
const kind = <Machine extends AnyStateMachine>(parts: {
  event: z.ZodType<EventFromLogic<Machine> & DomainEvent>
  machine: Machine
  effects: Record<string, Effect<ContextFrom<Machine>, EventFromLogic<Machine> & DomainEvent>>
}): Kind => parts

/** Every kind of run this engine knows. */
export const kinds: Readonly<Record<string, Kind>> = {
  commit: kind({ event: CommitEvent, machine: commit, effects: commitEffects }),
  branch: kind({ event: BranchEvent, machine: branch, effects: {} }),
  cache: kind({ event: CacheEvent, machine: cache, effects: {} }),
  provider: kind({ event: ProviderEvent, machine: provider, effects: {} }),
}

/** A run's name begins with its kind: `commit/<sha>`. */
export const kindOf = (run: string): Kind => {
  const name = run.slice(0, run.indexOf('/'))
  const found = kinds[name]
  if (!found) throw unknownKind(name, Object.keys(kinds))
  return found
}
