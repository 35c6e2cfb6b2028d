import { newRequestId } from '../../app/jobs.ts'
import { type PlannedSource, planUpstream } from '../../commands/upstream/plan.ts'
import { type UpdatedSource, updateUpstream } from '../../commands/upstream/update.ts'
import { wrongUsage } from '../../errors/usage.ts'
import type { ReportedRun } from '../../projections/status-report.ts'
import { shownVersion } from '../../upstream/names.ts'
import { exitCode } from '../exit-code.ts'
import { progressOf } from '../progress.ts'
import type { Terminal } from '../terminal.ts'
import { working } from '../working.ts'
import { checkedCode, checkedLines } from './checked.ts'
import { printJson, type UpstreamOptions } from './options.ts'
import { permitSources } from './permit.ts'
import { runLines, runsCode } from './run-lines.ts'

/** Brings one source, or all, to the latest version that is allowed. */
export const update = async (
  args: readonly string[],
  options: UpstreamOptions,
  terminal: Terminal,
): Promise<number> => {
  if (args.length > 1) throw wrongUsage('Give one source, or none for all of them.')
  const [name] = args
  if (options.dryRun) return dryRun(name, options, terminal)
  await permitSources(name === undefined ? undefined : [name], terminal)
  return working('upstream update', options, terminal, async (tools, report) => {
    const { onProgress } = progressOf(terminal, tools.kinds)
    const updated = await updateUpstream(tools, {
      name,
      id: terminal.place.request ?? newRequestId(),
      force: options.force ?? false,
      onBegin: (row, index, of) => onProgress({ type: 'run', row, index, of }),
      onRecorded: recorded => onProgress({ type: 'recorded', recorded }),
    })
    const names = updated.flatMap(({ requested }) => requested?.run ?? [])
    const { runs } = await report(names)
    if (terminal.json) printJson(terminal, { sources: updated.map(sourceJson), runs })
    else for (const line of updatedLines(updated, runs, terminal)) terminal.print(line)
    const code = runsCode(runs, options)
    return code === exitCode.done ? checkedCode(updated.map(({ checked }) => checked)) : code
  })
}

const updatedLines = (
  updated: readonly UpdatedSource[],
  runs: readonly ReportedRun[],
  terminal: Terminal,
): readonly string[] => {
  if (updated.length === 0) return ['No source is configured.']
  return [
    ...updated.flatMap(source => sourceLines(source, terminal)),
    ...runs.flatMap(run => runLines(run, terminal)),
  ]
}

const sourceJson = ({ checked, requested, left }: UpdatedSource) => ({
  name: checked.name,
  current: checked.current?.version ?? null,
  latest: checked.latest?.version ?? null,
  kind: checked.level,
  ...(requested && { run: requested.run, request: requested.is }),
  ...(left && { left }),
  ...(checked.failure && {
    error: { code: checked.failure.code, message: checked.failure.message },
  }),
})

/** What a person is told of a source besides its run. */
const sourceLines = (
  { checked, requested, left }: UpdatedSource,
  terminal: Terminal,
): readonly string[] => {
  const { name, current, latest, failure } = checked
  if (failure) return [`${name}: ${failure.message}`]
  const version = latest && shownVersion(latest.version)
  if (left)
    return [
      `${name}: ${version} is available, but neither \`path\` nor a command says how to have it.`,
    ]
  if (requested?.is === 'failed')
    return [`${name}: ${version} was tried before. --force tries it again from the beginning.`]
  if (requested) return []
  const now = current ? shownVersion(current.version) : 'nothing'
  return [terminal.colors.dim(`${name}: up to date with ${now}.`)]
}

/** What an update would do, without anything being recorded or run. */
const dryRun = (name: string | undefined, options: UpstreamOptions, terminal: Terminal) =>
  working('upstream update', options, terminal, async tools => {
    const { checked, planned } = await planUpstream(name, options.force ?? false, tools)
    if (terminal.json) printJson(terminal, { dryRun: true, sources: planned })
    else {
      for (const line of checkedLines(checked, terminal)) terminal.print(line)
      for (const source of planned) terminal.print(plannedLine(source))
    }
    return checkedCode(checked)
  })

const plannedLine = ({ name, steps, needs_approval: waits }: PlannedSource): string =>
  `${name} would ${waits ? 'wait for an approval, then ' : ''}run ${steps.join(' → ')}`
