import type { EventLog } from '../../ports/log.ts'
import { type StatusRow, status } from '../status.ts'

/** The beginning of the names of every staging of a release; with its tree, of that tree's. */
export const stagingPrefix = (
  { package: name, version }: { readonly package: string; readonly version: string },
  tree = '',
): string => `release/${name}@${version}+${tree}`

/** The stagings of a release in this log, of one tree or of all; oldest first. */
export const stagingsOf = async (
  release: { readonly package: string; readonly version: string },
  log: Pick<EventLog, 'rows'>,
  tree?: string,
): Promise<readonly StatusRow[]> => {
  const rows: StatusRow[] = []
  for await (const [, row] of log.rows(status, stagingPrefix(release, tree))) rows.push(row)
  return rows.sort((one, other) => one.first - other.first)
}
