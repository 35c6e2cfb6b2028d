import { commitRun } from '../engine/reconcile.ts'
import { unknownRun, wrongUsage } from '../errors.ts'
import type { CommitRun } from '../machines/commit-run.ts'
import { type StatusRow, status } from '../projections/status.ts'
import type { Tools } from './tools.ts'
import { follow, type News, type Worked, workAll } from './update.ts'

type CommitRow = StatusRow<CommitRun>

/**
 * Begins the next attempt of every failed run, or of one, with all its targets or one (`file#section`), and works on.
 * Answers already paid for come from the cache. UNKNOWN_RUN for a commit that was never noticed, USAGE for one that has
 * not failed and for a target that is not open anywhere.
 */
export const retry = async (
  tools: Tools,
  options: {
    readonly commit?: string | undefined
    readonly target?: string | undefined
    tell(news: News): void
  },
): Promise<Worked> => {
  const runs = new Set<string>()
  // What failed may be gone since: nobody needs it tried again.
  await follow(tools, [], options.tell, runs)
  const rows = withTarget(await chosen(tools, options.commit), options.target)
  const data = options.target === undefined ? {} : { targets: [options.target] }
  for (const { run, version } of rows) {
    await tools.log.append(run, [{ event: { type: 'retry.requested', data } }], version)
  }
  for await (const { run } of workAll(tools, options.tell)) runs.add(run)
  await tools.world.docCommits.settle()
  return { runs: [...runs], noticed: 0, obstacle: await tools.world.docCommits.obstacle() }
}

/** Those runs that the target failed in, or was never come to. */
const withTarget = (
  rows: readonly CommitRow[],
  target: string | undefined,
): readonly CommitRow[] => {
  if (target === undefined) return rows
  const open = (row: CommitRow) =>
    row.context.targets.filter(({ state }) => state !== 'done' && state !== 'unchanged')
  const found = rows.filter(row => open(row).some(({ id }) => id === target))
  if (found.length > 0) return found
  const ids = [...new Set(rows.flatMap(row => open(row).map(({ id }) => id)))]
  throw wrongUsage(
    `No failed commit has the target "${target}".`,
    ids.length > 0 ? `There are: ${ids.join(' · ')}.` : '"git-doc status" lists failures.',
  )
}

const chosen = async (
  tools: Tools,
  revision: string | undefined,
): Promise<readonly CommitRow[]> => {
  if (revision !== undefined) {
    const commit = await tools.repository.resolve(revision)
    const row = (await tools.log.row(status, commitRun(commit))) as CommitRow | undefined
    if (!row) throw unknownRun(revision)
    if (row.state !== 'failed') {
      throw wrongUsage(
        `${revision} has not failed: it is ${row.state}.`,
        '"git-doc status" lists failures.',
      )
    }
    return [row]
  }
  const rows: CommitRow[] = []
  for await (const [, row] of tools.log.rows(status)) {
    if (row.state === 'failed') rows.push(row as CommitRow)
  }
  return rows.sort((a, b) => a.first - b.first)
}
