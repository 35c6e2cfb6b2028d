import type { Tag } from '../machines/tags.ts'
import type { EventLog } from '../ports/log.ts'
import type { RowProjection } from '../ports/projection.ts'
import { type StatusRow, status } from './status.ts'

/** A run that still needs something, and its place in the order. */
export interface OpenRun {
  readonly first: number
  readonly tag: Tag
}

/** The active, waiting and failed runs, by name. A separate view, because most runs are done. */
export const openRuns: RowProjection<OpenRun, StatusRow> = {
  name: 'open-runs',
  version: 1,
  of: status,
  key: ({ before, after }) => (before?.tag === after?.tag ? undefined : after?.run),
  apply: (_, { after }) =>
    after?.tag === undefined || after.tag === 'done'
      ? undefined
      : { first: after.first, tag: after.tag },
}

/** How many rows to read at a time. */
const together = 100

/** The rows of open runs that have one of the tags, of one kind or of all kinds; oldest first. */
export const openRows = async (
  log: Pick<EventLog, 'row' | 'rows'>,
  wanted: readonly Tag[],
  kind?: string,
): Promise<readonly StatusRow[]> => {
  const open: { readonly run: string; readonly first: number }[] = []
  for await (const [run, { first, tag }] of log.rows(openRuns, kind && `${kind}/`))
    if (wanted.includes(tag)) open.push({ run, first })
  open.sort((one, other) => one.first - other.first)
  const rows: StatusRow[] = []
  for (let at = 0; at < open.length; at += together) {
    const some = open.slice(at, at + together).map(({ run }) => log.row(status, run))
    rows.push(...(await Promise.all(some)).filter(row => row !== undefined))
  }
  return rows
}
