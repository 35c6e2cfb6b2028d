import { defineKind } from '../engine/define-kind.ts'
import { SourceEvent } from '../events/source.ts'
import { source as machine } from '../machines/source.ts'
import { seen } from '../projections/upstream/seen.ts'

/** What was heard and seen of each source of versions. A record: it asks for no effect. */
export const source = defineKind({
  name: 'source',
  event: SourceEvent,
  machine,
  isRecord: true,
  views: [seen],
})
