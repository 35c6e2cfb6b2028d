import { commitRun } from '../engine/reconcile.ts'
import { unknownRun, wrongUsage } from '../errors.ts'
import { type StatusRow, status } from '../projections/status.ts'
import type { Tools } from './tools.ts'
import { follow, type News, type Worked, workAll } from './update.ts'

/**
 * Begins the next attempt of every failed run, or of one, and works on. Answers already paid for come from the cache.
 * UNKNOWN_RUN for a commit that was never noticed, USAGE for one that has not failed.
 */
export const retry = async (
  tools: Tools,
  options: { readonly commit?: string | undefined; tell(news: News): void },
): Promise<Worked> => {
  const runs = new Set<string>()
  // What failed may be gone since: nobody needs it tried again.
  await follow(tools, [], options.tell, runs)
  for (const { run, version } of await chosen(tools, options.commit)) {
    await tools.log.append(run, [{ event: { type: 'retry.requested', data: {} } }], version)
  }
  for await (const { run } of workAll(tools, options.tell)) runs.add(run)
  return { runs: [...runs], noticed: 0, obstacle: await tools.world.docCommits.obstacle() }
}

const chosen = async (
  tools: Tools,
  revision: string | undefined,
): Promise<readonly StatusRow[]> => {
  if (revision !== undefined) {
    const commit = await tools.repository.resolve(revision)
    const row = await tools.log.row(status, commitRun(commit))
    if (!row) throw unknownRun(revision)
    if (row.state !== 'failed') {
      throw wrongUsage(
        `${revision} has not failed: it is ${row.state}.`,
        '"git-doc status" lists failures.',
      )
    }
    return [row]
  }
  const rows: StatusRow[] = []
  for await (const [, row] of tools.log.rows(status)) if (row.state === 'failed') rows.push(row)
  return rows.sort((a, b) => a.first - b.first)
}
