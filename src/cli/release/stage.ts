import { newRequestId } from '../../app/jobs.ts'
import { writeReport } from '../../app/releases.ts'
import { reportNow } from '../../commands/release/report.ts'
import { stage as begin, type Staged } from '../../commands/release/stage.ts'
import type { Finding as ReleaseFinding } from '../../releases/finding.ts'
import { nameOf } from '../../releases/release.ts'
import { exitCode } from '../exit-code.ts'
import { writeFindings, writingsOf } from '../findings/write.ts'
import { progressOf } from '../progress.ts'
import type { Terminal } from '../terminal.ts'
import { findingsReport, placed, stagingRules } from './findings.ts'
import { type ReleaseOptions, someNames, workingOnReleases } from './options.ts'

/** Runs the rules over releases as HEAD has them, and keeps what they say. */
export const stage = (
  args: readonly string[],
  options: ReleaseOptions,
  terminal: Terminal,
): Promise<number> => {
  const releases = someNames(args, 'release')
  writingsOf(options)
  return workingOnReleases('stage', options, terminal, async (tools, report) => {
    const { onProgress } = progressOf(terminal, tools.kinds)
    const staged = await begin(tools, {
      releases,
      id: terminal.place.request ?? newRequestId(),
      force: options.force ?? false,
      onRecorded: recorded => onProgress({ type: 'recorded', recorded }),
    })
    const { runs } = await report(staged.map(({ run }) => run))
    const states = new Map(runs.map(({ run, state, reason }) => [run, { state, reason }]))
    const findings: ReleaseFinding[] = []
    const json = []
    for (const one of staged) {
      const found = await reportNow(tools, nameOf(one.release))
      findings.push(...found.findings)
      const { state = 'unknown', reason } = states.get(one.run) ?? {}
      const { package: name, version, tree } = one.release
      json.push({
        ...{ run: one.run, package: name, version, tree, state, again: one.again },
        ...(reason !== undefined && { reason }),
        ...{ report: found.sha256, rules: found.rules, findings: found.findings },
      })
    }
    const { commit = '' } = await tools.repository.head()
    const all = await placed(findings, tools.git.tree(commit))
    const looked = { count: staged.length, what: 'release' }
    const told = findingsReport('release stage', stagingRules, all, looked)
    const write = writeReport(terminal.place)
    await writeFindings(told, options, terminal, { schema: 1, staged: json }, write)
    if (isForPeople(options, terminal))
      for (const one of staged) terminal.print(lineOf(one, states.get(one.run), terminal))
    return staged.every(({ run }) => states.get(run)?.state === 'success')
      ? exitCode.done
      : exitCode.failed
  })
}

/** Whether standard output has text, and not one of the formats for machines. */
export const isForPeople = (options: ReleaseOptions, terminal: Terminal): boolean =>
  !terminal.json && options.sarif !== true && (options.format ?? 'text') === 'text'

const lineOf = (
  { release, again }: Staged,
  end: { readonly state: string; readonly reason?: string | undefined } | undefined,
  { colors }: Terminal,
): string => {
  const name = nameOf(release)
  if (end?.state === 'success')
    return again
      ? `${name} was staged before, with the same tree (--force stages it again).`
      : `${colors.green(name)} is staged. Next: "git-doc release activate ${name} --reason …".`
  return `${colors.red(name)} is not staged: ${end?.reason ?? end?.state}`
}
