import { writeReport } from '../../app/releases.ts'
import { proofRules } from '../../commands/release/proof.ts'
import { type TaggedReleases, tagReleases } from '../../commands/release/tags.ts'
import { isProven, type VerifiedReleases, verifyReleases } from '../../commands/release/verify.ts'
import { wrongUsage } from '../../errors/usage.ts'
import { exitCode } from '../exit-code.ts'
import { counted, type Rule } from '../findings/report.ts'
import { writeFindings, writingsOf } from '../findings/write.ts'
import type { Terminal } from '../terminal.ts'
import { findingsReport, pascal, placed } from './findings.ts'
import { type ReleaseOptions, withReleases } from './options.ts'
import { isForPeople } from './stage.ts'

/** Proves from Git that everything that was in production passed the rules; with `--tag` tags it. */
export const verify = (
  args: readonly string[],
  options: ReleaseOptions,
  terminal: Terminal,
): Promise<number> => {
  if (args.length > 0) throw wrongUsage('release verify takes no name.')
  if (options.push !== undefined && !options.tag) throw wrongUsage('--push belongs to --tag.')
  writingsOf(options)
  return withReleases(terminal, async here => {
    const verified = await verifyReleases(here)
    const { commit, steps, releases, proofs } = verified
    const all = await placed(proofs, here.git.tree(commit))
    const isGood = isProven(verified)
    const tags = options.tag && isGood ? await tagReleases(here, options.push) : undefined
    const looked = { count: steps, what: 'change' }
    await writeFindings(
      findingsReport('release verify', rules, all, looked),
      options,
      terminal,
      { schema: 1, commit, steps, releases, isProven: isGood, proofs, ...tags },
      writeReport(terminal.place),
    )
    if (isForPeople(options, terminal))
      for (const line of lines(verified, isGood, options, tags)) terminal.print(line)
    return isGood ? exitCode.done : exitCode.failed
  })
}

const lines = (
  { steps, releases }: VerifiedReleases,
  isGood: boolean,
  { tag }: ReleaseOptions,
  tags: TaggedReleases | undefined,
): readonly string[] => {
  if (!isGood)
    return [
      'Not proven: something was in production that does not hold.',
      ...(tag ? ['Nothing is tagged.'] : []),
    ]
  return [
    `Proven: ${counted(steps, 'change')} of the pointer, ${counted(releases, 'release')}.`,
    ...(tags
      ? [
          `${counted(tags.tagged.length, 'tag')} made${tags.remote ? `, all pushed to ${tags.remote}` : ''}.`,
        ]
      : []),
  ]
}

const rules: readonly Rule[] = Object.entries(proofRules).map(([id, [level, description]]) => ({
  ...{ id, name: pascal(id), level, description },
}))
