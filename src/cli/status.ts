import { eachRun, type FullReport, readStatusReport } from '../app/reading.ts'
import { unknownKind } from '../errors/usage.ts'
import { runLines, shortLine, statusLines } from './print-status.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'
import { isWaiting, type WaitingOptions, waitingCode } from './waiting.ts'

interface StatusOptions extends GlobalOptions, WaitingOptions {
  readonly failed?: boolean
  readonly all?: boolean
  readonly short?: boolean
}

/** Prints the state of the runs. Takes no lock, and reads the log only if the published status file is missing or stale. */
export const status = async (
  kind: string | undefined,
  options: StatusOptions,
  terminal: Terminal,
): Promise<number> => {
  if (options.all || options.failed) return await list(kind, options, terminal)
  const report = ofKind(await readStatusReport(terminal.place), kind)
  if (terminal.json) terminal.print(JSON.stringify(report, undefined, 2))
  else if (options.short) terminal.print(shortLine(report))
  else for (const line of statusLines(report, terminal)) terminal.print(line)
  return waitingCode(options, report.runs.some(isWaiting))
}

/** Prints every run, or every failed one. */
const list = async (
  kind: string | undefined,
  options: StatusOptions,
  terminal: Terminal,
): Promise<number> => {
  let waits = false
  for await (const run of eachRun(terminal.place, kind)) {
    waits ||= isWaiting(run)
    if (!options.failed || run.tag === 'failed') printRun(run, terminal)
  }
  return waitingCode(options, waits)
}

const printRun = (run: FullReport['runs'][number], terminal: Terminal): void => {
  if (terminal.json) terminal.print(JSON.stringify(run))
  else for (const line of runLines(run, terminal.colors)) terminal.print(line)
}

/** The report without the runs of other kinds. USAGE if it has no runs. */
const ofKind = (report: FullReport, kind: string | undefined): FullReport => {
  if (kind === undefined) return report
  const counts = report.kinds[kind]
  if (!counts) throw unknownKind(kind, Object.keys(report.kinds))
  const isIts = (each: { readonly kind: string }): boolean => each.kind === kind
  return {
    ...report,
    counts,
    kinds: { [kind]: counts },
    runs: report.runs.filter(isIts),
    failures: report.failures.filter(isIts),
  }
}
