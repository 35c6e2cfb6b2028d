import { isOfKind } from '../engine/run-name.ts'
import type { Projection } from '../ports/projection.ts'

/** An alert that is to be sent, or sent again. */
export interface OpenAlert {
  /** Its place in the log. */
  readonly first: number
  readonly failures: number
  /** When and why it was last sent in vain. */
  readonly failedAt?: string | undefined
  readonly code?: string | undefined
  readonly reason?: string | undefined
}

/** The alerts that nobody got yet, by the names of their streams. */
export const openAlerts: Projection<OpenAlert> = {
  name: 'open-alerts',
  version: 1,
  key: ({ run }) => (isOfKind(run, 'alert') ? run : undefined),
  apply(row, { position, at, event }) {
    if (event.type === 'alert.intended') return { first: position, failures: 0 }
    if (event.type !== 'alert.failed' || !row) return undefined
    const { code, reason } = event.data as { code: string; reason: string }
    return { first: row.first, failures: row.failures + 1, failedAt: at, code, reason }
  },
}

/** The alerts that were given up since one was delivered last, newest first, and how many. */
export interface GivenUp {
  readonly count: number
  readonly last: readonly { readonly alert: string; readonly at: string; readonly reason: string }[]
}

/** How many of them are kept. */
const most = 5

/** One row, `all`; none where the receiver took the last alert. */
export const givenUpAlerts: Projection<GivenUp> = {
  name: 'given-up-alerts',
  version: 1,
  key: ({ run, event }) =>
    isOfKind(run, 'alert') && ['alert.abandoned', 'alert.delivered'].includes(event.type)
      ? 'all'
      : undefined,
  apply(row, { run, at, event }) {
    if (event.type === 'alert.delivered') return undefined
    const given = { alert: run, at, reason: String(event.data.reason) }
    return { count: (row?.count ?? 0) + 1, last: [given, ...(row?.last ?? [])].slice(0, most) }
  },
}
