import type { World as AnyWorld, Kind, Kinds } from '../engine/kind.ts'
import type { Turns } from '../engine/turns.ts'
import type { Attribution } from '../events/recorded.ts'
import type { World } from '../kinds/commit/world.ts'
import type { Inbox } from '../ports/hooks.ts'
import type { EventLog } from '../ports/log.ts'
import type { Repository } from '../ports/repository.ts'

/** What a command needs to work on runs of any kind. */
export interface WorkContext {
  readonly log: EventLog
  readonly kinds: Kinds
  /** Who asked for the command, and why. */
  attribution(): Promise<Attribution>
  /** The world that a kind's effects use. */
  openWorld(kind: Kind): Promise<AnyWorld>
  /** The turns of everything that works on this log now. */
  readonly turns?: Turns | undefined
  readonly repository?: Pick<Repository, 'resolve' | 'contains'> | undefined
  /** How many runs of one kind may be at work at a time; 1 if it is not given. */
  readonly concurrency?: number | undefined
  /** The id of the request that asks for the command, if another process left it. */
  readonly request?: string | undefined
}

/** What a command on the runs of commits needs in addition. */
export interface CommandContext extends WorkContext {
  readonly repository: Repository
  readonly world: Omit<World, 'waiting'>
  /** Notes from hooks. Drop a note after recording what it says. */
  readonly inbox: Inbox
  /** Resolves after so many milliseconds, or as soon as the work is interrupted. */
  pause(milliseconds: number): Promise<void>
  /** A log in memory, for what must not be recorded. */
  scratch(): EventLog
}

/** The id of the event that begins what a request asks for, so that the same request never begins it twice. */
export const eventIdOf = (request: string, deed: string): string => `request:${request}:${deed}`
