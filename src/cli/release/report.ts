import { writeReport } from '../../app/releases.ts'
import { reportNow } from '../../commands/release/report.ts'
import { exitCode } from '../exit-code.ts'
import { writeFindings, writingsOf } from '../findings/write.ts'
import type { Terminal } from '../terminal.ts'
import { findingsReport, placed, stagingRules } from './findings.ts'
import { onlyName, type ReleaseOptions, withReleases } from './options.ts'
import { isForPeople } from './stage.ts'

/** What the rules said of a release when it was staged with the tree of HEAD, or what they say now. */
export const report = (
  args: readonly string[],
  options: ReleaseOptions,
  terminal: Terminal,
): Promise<number> => {
  writingsOf(options)
  return withReleases(terminal, async here => {
    const found = await reportNow(here, onlyName(args, 'release'))
    const all = await placed(found.findings, here.git.tree(found.commit))
    const told = findingsReport('release report', stagingRules, all, { count: 1, what: 'release' })
    await writeFindings(
      told,
      options,
      terminal,
      { schema: 1, ...found },
      writeReport(terminal.place),
    )
    if (isForPeople(options, terminal)) {
      const { release, run, sha256 } = found
      const whose = run === undefined ? 'nobody staged it here with this tree' : run
      terminal.print(`${release}, report ${sha256.slice(0, 12)} (${whose}).`)
    }
    return found.findings.some(({ level }) => level === 'error') ? exitCode.failed : exitCode.done
  })
}
