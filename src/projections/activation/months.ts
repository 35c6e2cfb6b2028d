import { topOf } from '../../engine/fold.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import type { RowProjection } from '../../ports/projection.ts'
import { type StatusRow, status } from '../status.ts'

/** How many activations and rollbacks succeeded in which month (`2026-11`). */
export type DeedMonths = Readonly<
  Record<string, { readonly activations: number; readonly rollbacks: number }>
>

/** How many months are kept. */
const most = 36

/** One row, under `all`. */
export const deedMonths: RowProjection<DeedMonths, StatusRow> = {
  name: 'activation-months',
  version: 1,
  of: status,
  key: ({ before, after }) =>
    after?.kind === 'activation' &&
    topOf(after.state) === 'success' &&
    (before && topOf(before.state)) !== 'success'
      ? 'all'
      : undefined,
  apply: (row = {}, { after }, { at }) => {
    if (!after) return row
    const { request } = after.context as SteppedRun & { readonly request: { deed?: string } }
    return withDeed(row, at.slice(0, 7), request.deed)
  },
}

/** The months with one more activation or rollback. */
export const withDeed = (
  months: DeedMonths,
  month: string,
  deed: string | undefined,
): DeedMonths => {
  const { activations, rollbacks } = months[month] ?? { activations: 0, rollbacks: 0 }
  const isRollback = deed === 'rollback'
  const next = {
    activations: activations + Number(!isRollback),
    rollbacks: rollbacks + Number(isRollback),
  }
  const entries = Object.entries({ ...months, [month]: next }).sort(([one], [other]) =>
    one < other ? -1 : 1,
  )
  return Object.fromEntries(entries.slice(-most))
}
