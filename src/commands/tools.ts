import type { Inbox } from '../ports/hooks.ts'
import type { EventLog } from '../ports/log.ts'
import type { Repository } from '../ports/repository.ts'
import type { World } from '../ports/world.ts'

/** What a command that works is given: an open log, the repository, and the world its effects act on. */
export interface Tools {
  readonly log: EventLog
  readonly repository: Repository
  readonly world: Omit<World, 'waiting'>
  /** What hooks noted; whoever takes notes up drops them when what they say is recorded. */
  readonly inbox: Inbox
  /** A log in memory, for what must not be recorded. */
  scratch(): EventLog
}
