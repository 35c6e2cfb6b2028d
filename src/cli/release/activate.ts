import { newRequestId } from '../../app/jobs.ts'
import type { FullReport } from '../../app/reading.ts'
import { type Activated, activate as begin, rollBack } from '../../commands/release/activate.ts'
import type { ReleaseTools } from '../../commands/release/context.ts'
import type { Recorded } from '../../events/recorded.ts'
import type { ReportedRun } from '../../projections/status-report.ts'
import { nameOf } from '../../releases/release.ts'
import { exitCode } from '../exit-code.ts'
import { progressOf } from '../progress.ts'
import type { Terminal } from '../terminal.ts'
import { isWaiting, waitingCode } from '../waiting.ts'
import {
  onlyName,
  printJson,
  type ReleaseOptions,
  someNames,
  workingOnReleases,
} from './options.ts'
import { permitSync } from './permit.ts'

/** Puts releases into production, all in one commit, and tells whoever is to be told. */
export const activate = async (
  args: readonly string[],
  options: ReleaseOptions,
  terminal: Terminal,
): Promise<number> => {
  const releases = someNames(args, 'release')
  await permitSync(terminal)
  return workingOnReleases('activate', options, terminal, async (tools, report) =>
    told(await begin(tools, { releases, ...asked(options, terminal, tools) }), {
      ...{ options, terminal, report },
    }),
  )
}

/** Brings back a version that was in production before. */
export const rollback = async (
  args: readonly string[],
  options: ReleaseOptions,
  terminal: Terminal,
): Promise<number> => {
  const name = onlyName(args, 'package')
  await permitSync(terminal)
  return workingOnReleases('rollback', options, terminal, async (tools, report) => {
    const { to, force = false } = options
    const wanted = { package: name, to, force, ...asked(options, terminal, tools) }
    return told(await rollBack(tools, wanted), { options, terminal, report })
  })
}

const asked = ({ reason }: ReleaseOptions, terminal: Terminal, { kinds }: ReleaseTools) => {
  const { onProgress } = progressOf(terminal, kinds)
  return {
    id: terminal.place.request ?? newRequestId(),
    reason,
    onRecorded: (recorded: Recorded) => onProgress({ type: 'recorded', recorded }),
  }
}

interface Telling {
  readonly options: ReleaseOptions
  readonly terminal: Terminal
  report(runs: readonly string[]): Promise<FullReport>
}

const told = async (
  { run, releases }: Activated,
  { options, terminal, report }: Telling,
): Promise<number> => {
  const names = releases.map(nameOf)
  if (run === undefined) {
    if (terminal.json) printJson(terminal, { again: true, releases: names })
    else terminal.print(`${names.join(', ')}: in production already.`)
    return exitCode.done
  }
  const [reported] = (await report([run])).runs
  if (!reported) throw new Error(`${run} has no row.`)
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...reported }, undefined, 2))
  else for (const line of lines(reported, terminal)) terminal.print(line)
  if (reported.tag === 'failed') return exitCode.failed
  return waitingCode(options, isWaiting(reported))
}

const lines = (
  { label, subject, outcome, reason, items, tag }: ReportedRun,
  { colors }: Terminal,
): readonly string[] => {
  const color = tag === 'failed' ? colors.red : tag === 'waiting' ? colors.yellow : colors.green
  return [
    `${color(subject)}${outcome ? ` → ${outcome}` : ''}`,
    ...items.map(({ label: step, state }) => `  ${step}: ${state}`),
    ...(tag === 'waiting' ? [`It waits: ${reason}`] : []),
    ...(tag === 'failed'
      ? [`It failed: ${reason}`, `"git-doc retry activation/${label}" goes on where it stopped.`]
      : []),
  ]
}
