import { triggerText } from '../../commands/job/list.ts'
import { whyLeft } from '../../commands/job/simulate.ts'
import { visible } from '../../errors/visible.ts'
import { isReady, pathOf } from '../../kinds/job/catalog.ts'
import type { JobDefinition } from '../../ports/jobs.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { type JobOptions, onlyName, printJson, withJobs } from './options.ts'

/** What a job is, what starts it, what it may do, and what of that this system does not enforce. */
export const show = (args: readonly string[], _: JobOptions, terminal: Terminal): Promise<number> =>
  withJobs(terminal, async here => {
    const entry = await here.catalog().find(onlyName(args, 'job'))
    const path = pathOf(entry)
    if (!isReady(entry)) {
      if (terminal.json) printJson(terminal, { path, state: entry.state, why: whyLeft(entry) })
      else terminal.print(`${visible(path)}: ${whyLeft(entry)}`)
      return entry.state === 'broken' ? exitCode.failed : exitCode.done
    }
    const { definition, file } = entry
    const notEnforced = here.jobs.notEnforced(definition.permissions)
    const files = file.files.map(each => each.path)
    if (terminal.json)
      printJson(terminal, {
        path,
        state: entry.state,
        hash: file.hash,
        files,
        ...definition,
        notEnforced,
      })
    else
      for (const line of lines(definition, path, files, notEnforced, terminal)) terminal.print(line)
    return exitCode.done
  })

const lines = (
  {
    name,
    version,
    description,
    tags,
    on,
    paths,
    needs,
    once,
    timeout,
    memory,
    retry,
    repeat,
    undoes,
    permissions,
  }: JobDefinition,
  path: string,
  files: readonly string[],
  notEnforced: readonly string[],
  { colors }: Terminal,
): readonly string[] => {
  const { read, write, run, net, env } = permissions
  const rows: readonly (readonly [string, string])[] = [
    ['file', files.length > 1 ? `${path} and ${files.length - 1} files that it imports` : path],
    ['starts', [...on.map(triggerText), 'by hand'].join(', ')],
    ['paths', paths.join(', ')],
    ['needs', needs.join(', ')],
    ['once', once === 'repository' ? 'in one clone only' : ''],
    ['limits', `${timeout / 1000} s${memory ? `, ${Math.round(memory / 2 ** 20)} MB` : ''}`],
    ['retries', retry.times > 0 ? `${retry.times}, ${retry.backoff / 1000} s apart at first` : ''],
    ['cut off', repeat === 'safe' ? 'begins again' : 'waits for a person'],
    ['undo', undoes ? `"git-doc revert job/${name}@…"` : ''],
    ['tags', tags.join(', ')],
    ['may read', read.join(', ')],
    ['may write', write.join(', ') || 'nothing'],
    ['may start', run ? 'processes' : 'no processes'],
    ['network', net ? 'yes' : 'no'],
    ['variables', env.join(', ')],
  ]
  return [
    `${colors.bold(name)} ${version}  ${visible(description)}`,
    ...rows
      .filter(([, value]) => value !== '')
      .map(([what, value]) => `  ${what.padEnd(10)} ${visible(value)}`),
    ...(notEnforced.length > 0
      ? ['Not enforced on this system:', ...notEnforced.map(each => `  ${each}`)]
      : []),
  ]
}
