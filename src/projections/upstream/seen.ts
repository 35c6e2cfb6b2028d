import type { Recorded } from '../../events/recorded.ts'
import type { Projection } from '../../ports/projection.ts'

/** When a source was heard of and looked at last, in ISO 8601. */
export interface SeenRow {
  readonly checkedAt?: string | undefined
  readonly deliveredAt?: string | undefined
}

const prefix = 'source/'

/** Each source that was ever heard of or looked at, by its name. */
export const seen: Projection<SeenRow> = {
  name: 'source-seen',
  version: 1,
  key: ({ run }) => (run.startsWith(prefix) ? run.slice(prefix.length) : undefined),
  apply: (row, { event: { type }, at }: Recorded) => {
    if (type === 'delivery.received') return { ...row, deliveredAt: at }
    return type === 'source.pinned' ? (row ?? {}) : { ...row, checkedAt: at }
  },
}
