import { defineKind } from '../engine/define-kind.ts'
import { CacheEvent } from '../events/cache.ts'
import { cache as machine } from '../machines/cache.ts'

/** What was cleared from the answer cache. A record: it asks for no effect. */
export const cache = defineKind({ name: 'cache', event: CacheEvent, machine, isRecord: true })
