import { hash } from '../documentation/hash.ts'
import { topOf } from '../engine/fold.ts'
import { parseRun } from '../engine/run-name.ts'
import type { KindEnd } from './ends.ts'

/** The id of the alert of one end: the same in this log for ever, and another one in every other log. */
export const alertId = (log: string, end: string): string => hash(`${log} ${end}`).slice(0, 32)

/** What somebody is told of an end, as plain JSON; the words in it are without secrets. */
export const alertBody = async (
  { kind, end }: KindEnd,
  {
    id,
    repository,
    redact,
  }: {
    readonly id: string
    readonly repository: string
    redact(text: string): Promise<string>
  },
): Promise<Readonly<Record<string, unknown>>> => {
  const { run } = end.run
  const { label, subject, outcome, reason, details } = kind.summary(end.run)
  const commit = details?.commit
  return {
    schema: 1,
    id,
    repository,
    run,
    kind: kind.name,
    key: parseRun(run).key,
    state: topOf(end.state),
    tag: end.tag,
    begin: end.begin,
    at: end.at,
    ...(typeof commit === 'string' && { commit }),
    label,
    subject: await redact(subject),
    ...(outcome !== undefined && { outcome }),
    ...(reason && {
      code: reason.code,
      reason: await redact(reason.detail),
      ...(reason.hint !== undefined && { hint: reason.hint }),
    }),
  }
}
