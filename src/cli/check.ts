import { type Checking, withChecking } from '../app/check.ts'
import { packageVersion } from '../app/version.ts'
import { type CheckReport, check as look } from '../commands/commit/check.ts'
import { baselineOf } from '../documentation/drift/baseline.ts'
import { checkUndecided } from '../errors/check.ts'
import { isGitDocError } from '../errors/error.ts'
import { wrongUsage } from '../errors/usage.ts'
import { exitCode } from './exit-code.ts'
import type { FindingsReport, Rule } from './findings/report.ts'
import { type FindingsOptions, writeFindings, writingsOf } from './findings/write.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

interface CheckFlags extends GlobalOptions, FindingsOptions {
  readonly strict?: boolean
  readonly since?: string
  readonly baseline?: string
  readonly writeBaseline?: string
}

const verdictCodes = {
  clean: exitCode.done,
  drifted: exitCode.failed,
  undecided: exitCode.undecided,
}

/** Prints what documents name that does not exist, in the format that was asked for; the exit code is the verdict. */
export const check = async (flags: CheckFlags, terminal: Terminal): Promise<number> => {
  // A wrong option is refused before any work is done.
  const { since, baseline, writeBaseline: list, output } = flags
  for (const [name, value] of Object.entries({ since, baseline, 'write-baseline': list, output }))
    if (value === '') throw wrongUsage(`--${name} is empty.`)
  writingsOf(flags)
  try {
    return await withChecking(terminal.place, checking => checked(checking, flags, terminal))
  } catch (error) {
    throw isGitDocError(error) && error.code === 'GIT_FAILED' ? checkUndecided(error) : error
  }
}

const checked = async (
  checking: Checking,
  flags: CheckFlags,
  terminal: Terminal,
): Promise<number> => {
  const { since, baseline, writeBaseline: list, strict = false } = flags
  for (const warning of checking.warnings) terminal.log(warning, { level: 'warning' })
  const base = since === undefined ? undefined : await checking.base(since)
  const known = baseline === undefined ? undefined : await checking.known(baseline)
  const report = await look(checking.tools, { base, known, strict })
  if (list !== undefined) return await writeBaseline(list, report, checking, terminal)
  const isCompared = base !== undefined || known !== undefined
  const findings = findingsOf(report, { isCompared, isStrict: strict })
  await writeFindings(findings, flags, terminal, jsonOf(report), checking.write)
  return verdictCodes[report.verdict]
}

const writeBaseline = async (
  file: string,
  { findings }: CheckReport,
  checking: Checking,
  terminal: Terminal,
): Promise<number> => {
  await checking.write(file, baselineOf(findings))
  const count = findings.filter(({ level }) => level !== 'note').length
  terminal.log(`${file} lists ${count} ${count === 1 ? 'finding' : 'findings'} as old.`)
  return exitCode.done
}

const rules: readonly Rule[] = [
  {
    id: 'link',
    name: 'DeadLink',
    level: 'error',
    description: 'A link leads to a file that is not there.',
  },
  {
    id: 'anchor',
    name: 'DeadAnchor',
    level: 'error',
    description: 'A link leads to a heading that its document does not have.',
  },
  {
    id: 'identifier',
    name: 'GoneIdentifier',
    level: 'warning',
    description: 'A document names something the code removed.',
  },
  {
    id: 'mapping',
    name: 'BrokenMapping',
    level: 'warning',
    description: 'The configuration maps code to a section that is not there.',
  },
  {
    id: 'mapped-section',
    name: 'LaggingSection',
    level: 'note',
    description: 'Code that a section follows changed after it.',
  },
]

const findingsOf = (
  { findings, skipped, verdict, documents }: CheckReport,
  compared: Pick<FindingsReport, 'isCompared' | 'isStrict'>,
): FindingsReport => ({
  command: 'check',
  version: packageVersion(),
  rules,
  findings,
  skipped,
  isDecided: verdict !== 'undecided',
  looked: { count: documents, what: 'document' },
  ...compared,
})

const jsonOf = ({ verdict, documents, findings, skipped }: CheckReport) => {
  const counted = (level: string) =>
    findings.filter(finding => finding.level === level && !finding.old).length
  const counts = {
    errors: counted('error'),
    warnings: counted('warning'),
    notes: counted('note'),
    old: findings.filter(({ old }) => old).length,
  }
  return { schema: 1, verdict, documents, counts, findings, skipped }
}
