import { type ListedJob, listJobs } from '../../commands/job/list.ts'
import { visible } from '../../errors/visible.ts'
import { exitCode } from '../exit-code.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import { type JobOptions, printJson, withJobs } from './options.ts'

/** Lists the jobs, also those that may not run here and those that are broken. */
export const list = (
  _: readonly string[],
  { tag }: JobOptions,
  terminal: Terminal,
): Promise<number> =>
  withJobs(terminal, async here => {
    const entries = await here.catalog().all()
    const jobs = listJobs(entries, await here.stats(), await here.missingHooks(entries), tag)
    if (terminal.json) printJson(terminal, { jobs })
    else for (const line of lines(jobs, here.folders)) terminal.print(line)
    return exitCode.done
  })

const lines = (jobs: readonly ListedJob[], folders: readonly string[]): readonly string[] => {
  if (jobs.length === 0)
    return [`No jobs in ${folders.join(', ')}. "git-doc job create <name>" writes one.`]
  const usable = jobs.filter(({ state }) => state === 'ready')
  const missing = [...new Set(usable.flatMap(({ missingHooks = [] }) => missingHooks))]
  return [
    ...(usable.length > 0 ? table([['job', 'starts', 'last', 'what'], ...usable.map(row)]) : []),
    ...jobs
      .filter(({ state }) => state !== 'ready')
      .map(({ path, state, why }) =>
        state === 'not-allowed'
          ? `${visible(path)}: not allowed. Look at it with "git-doc allow".`
          : `${visible(path)}: ${why}`,
      ),
    ...(missing.length > 0
      ? [`Not installed: ${missing.join(', ')}. "git-doc job ensure" installs them.`]
      : []),
  ]
}

const row = ({ name = '', on = [], last, description = '' }: ListedJob): readonly string[] => [
  name,
  on.length > 0 ? on.join(', ') : 'by hand',
  last ? last.state : 'never',
  visible(description),
]
