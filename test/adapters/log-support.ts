import type { NewEvent } from '../../src/events/recorded.ts'
import type { EventLog } from '../../src/ports/log.ts'
import type { Projection, View } from '../../src/ports/projection.ts'

export const happened = (n: number, id?: string): NewEvent => ({
  event: { type: 'happened', data: { n } },
  ...(id === undefined ? {} : { id }),
})

/** How often something happened to each run, and what last. */
export interface Count {
  readonly times: number
  readonly last: unknown
}

export const counts: Projection<Count> = {
  name: 'counts',
  version: 1,
  key: ({ run }) => run,
  apply: (row, { event }) => ({ times: (row?.times ?? 0) + 1, last: event.data.n }),
}

export const rowsOf = async <Row>(log: EventLog, view: View<Row>): Promise<[string, Row][]> => {
  const rows: [string, Row][] = []
  for await (const [key, row] of log.rows(view)) rows.push([key, row])
  return rows
}
