import type { Finding } from '../../src/documentation/guards/facts.ts'
import { row } from '../measure.ts'

/** What became of one answer. */
export interface Verdict {
  readonly repo: string
  readonly name: string
  /** `person`, or the kind of a bad answer. */
  readonly kind: string
  readonly variant: string
  readonly found: readonly Finding[] | 'unchanged' | 'repaired'
}

const findingsOf = ({ found }: Verdict): readonly Finding[] =>
  typeof found === 'string' ? [] : found

/** For good: at once, or because the same answer comes again. */
const isRefused = (verdict: Verdict): boolean =>
  findingsOf(verdict).some(({ verdict }) => verdict !== 'doubt')
/** An answer read as "unchanged" or repaired does no harm. */
const isStopped = (verdict: Verdict): boolean =>
  typeof verdict.found === 'string' || verdict.found.length > 0

const share = (part: readonly unknown[], whole: readonly unknown[]): string =>
  `${part.length}/${whole.length} (${((100 * part.length) / Math.max(1, whole.length)).toFixed(1)} %)`

const groups = (
  list: readonly Verdict[],
  key: (verdict: Verdict) => string,
): ReadonlyMap<string, readonly Verdict[]> => {
  const found = new Map<string, Verdict[]>()
  for (const each of list) {
    const group = found.get(key(each)) ?? []
    group.push(each)
    found.set(key(each), group)
  }
  return found
}

export const report = (verdicts: readonly Verdict[], list: boolean): void => {
  const people = verdicts.filter(({ kind }) => kind === 'person')
  const bad = verdicts.filter(({ kind }) => kind !== 'person')
  row('repository', 'people', 'refused', 'asked again, then taken', 'bad stopped', 'bad refused')
  for (const [repo, all] of [...groups(verdicts, ({ repo }) => repo), ['all', verdicts] as const]) {
    const [own, others] = [
      all.filter(({ kind }) => kind === 'person'),
      all.filter(({ kind }) => kind !== 'person'),
    ]
    row(
      repo,
      String(own.length),
      share(own.filter(isRefused), own),
      share(
        own.filter(each => findingsOf(each).length > 0 && !isRefused(each)),
        own,
      ),
      share(others.filter(isStopped), others),
      share(others.filter(isRefused), others),
    )
  }
  row('kind', 'variant', 'stopped', 'refused for good')
  for (const [kind, all] of groups(bad, ({ kind }) => kind)) {
    row(kind, '', share(all.filter(isStopped), all), share(all.filter(isRefused), all))
    for (const [variant, some] of groups(all, ({ variant }) => variant))
      row('', variant, share(some.filter(isStopped), some), share(some.filter(isRefused), some))
  }
  row('rule', 'verdict', 'people', 'people, alone', 'bad', 'bad, alone')
  const rules = new Map(verdicts.flatMap(findingsOf).map(({ rule, verdict }) => [rule, verdict]))
  for (const [rule, verdict] of rules) {
    const has = (each: Verdict) => findingsOf(each).some(found => found.rule === rule)
    const alone = (each: Verdict) => has(each) && findingsOf(each).length === 1
    row(
      rule,
      verdict,
      share(people.filter(has), people),
      String(people.filter(alone).length),
      share(bad.filter(has), bad),
      String(bad.filter(alone).length),
    )
  }
  if (!list) return
  for (const each of people)
    for (const { rule, verdict, what } of findingsOf(each))
      console.log(`PERSON ${verdict} ${rule} ${each.repo} ${each.name}: ${what}`)
  for (const each of bad.filter(each => !isStopped(each)))
    console.log(`MISSED ${each.kind} ${each.variant} ${each.repo} ${each.name}`)
}
