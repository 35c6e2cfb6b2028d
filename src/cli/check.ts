import { type Checking, openChecking } from '../app/check.ts'
import { packageVersion } from '../app/version.ts'
import { type CheckReport, check as look } from '../commands/check.ts'
import { baselineOf } from '../documentation/drift/baseline.ts'
import { checkUndecided, isGitDocError, wrongUsage } from '../errors.ts'
import { sarifOf } from './check-sarif.ts'
import { checkLines } from './check-text.ts'
import { exitCode } from './exit-code.ts'
import { rawOption } from './raw-option.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

interface CheckFlags extends GlobalOptions {
  readonly strict?: boolean
  readonly sarif?: boolean | string
}

const verdictCodes = {
  clean: exitCode.done,
  drifted: exitCode.failed,
  undecided: exitCode.undecided,
}

/** Prints what documents name and is not there, as text, JSON or SARIF; the exit code is the verdict. */
export const check = async (flags: CheckFlags, terminal: Terminal): Promise<number> => {
  const [since, baseline, list] = ['since', 'baseline', 'write-baseline'].map(textOption)
  if (terminal.json && flags.sarif === true)
    throw wrongUsage('--json and --sarif both print.', 'Give --sarif a file, or leave one out.')
  const checking = await openChecking({ cwd: process.cwd(), config: flags.config })
  try {
    for (const warning of checking.warnings) terminal.say(warning)
    const base = since === undefined ? undefined : await checking.base(since)
    const known = baseline === undefined ? undefined : await checking.known(baseline)
    const strict = flags.strict ?? false
    const report = await look(checking.tools, { base, known, strict })
    if (list !== undefined) return await writeBaseline(list, report, checking, terminal)
    const compared = base !== undefined || known !== undefined
    await printReport(report, flags, { compared, write: checking.write }, terminal)
    return verdictCodes[report.verdict]
  } catch (error) {
    throw isGitDocError(error) && error.code === 'GIT_FAILED' ? checkUndecided(error) : error
  } finally {
    await checking.close()
  }
}

/** A value the argument parser must not take for a number. */
const textOption = (name: string): string | undefined => {
  const value = rawOption(name)
  if (value === '') throw wrongUsage(`--${name} is empty.`)
  return value
}

const writeBaseline = async (
  file: string,
  { findings }: CheckReport,
  checking: Checking,
  terminal: Terminal,
): Promise<number> => {
  await checking.write(file, baselineOf(findings))
  const count = findings.filter(({ level }) => level !== 'note').length
  terminal.say(`${file} lists ${count} ${count === 1 ? 'finding' : 'findings'} as old.`)
  return exitCode.done
}

const printReport = async (
  report: CheckReport,
  { sarif, strict = false }: CheckFlags,
  { compared, write }: { readonly compared: boolean; readonly write: Checking['write'] },
  terminal: Terminal,
): Promise<void> => {
  const log = () => JSON.stringify(sarifOf(report, packageVersion(), compared), undefined, 2)
  if (typeof sarif === 'string') await write(sarif, `${log()}\n`)
  if (terminal.json) terminal.print(JSON.stringify(jsonOf(report), undefined, 2))
  else if (sarif === true) terminal.print(log())
  else for (const line of checkLines(report, terminal, strict)) terminal.print(line)
}

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
