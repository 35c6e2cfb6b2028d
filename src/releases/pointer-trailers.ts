import { nameOf, parseName, type ReleaseName } from './release.ts'

/** What the commit of a pointer says of itself beside its subject. */
export interface PointerTrailers {
  readonly deed: 'activate' | 'rollback'
  /** `Name <email>`. */
  readonly by: string
  readonly reason: string
  readonly packages: readonly NamedChange[]
  readonly rules: string
  readonly run: string
  /** Why it would have been refused without `--force`. */
  readonly forced: readonly string[]
}

/** A release that a pointer names from now on. `report` is missing where a rollback runs no rules again. */
export interface NamedChange extends ReleaseName {
  readonly previous: string | undefined
  readonly tree: string
  readonly report?: string | undefined
}

/** The commit's message, its trailers by their keys. */
export const pointerMessage = (said: PointerTrailers) => {
  const { deed, by, reason, packages, rules, run, forced } = said
  const reports = packages.flatMap(change => (change.report ? [valued(change, change.report)] : []))
  return {
    subject: subjectOf(said),
    body: '',
    trailers: {
      [deed === 'activate' ? 'Activated-By' : 'Rolled-Back-By']: oneLine(by),
      Reason: oneLine(reason),
      Previous: packages
        .map(({ package: name, previous }) =>
          previous === undefined ? `${name} none` : nameOf({ package: name, version: previous }),
        )
        .join(', '),
      'Staged-Tree': packages.map(change => valued(change, change.tree)).join(', '),
      ...(reports.length > 0 && { Report: reports.join(', ') }),
      Rules: rules,
      ...(forced.length > 0 && { Forced: oneLine(forced.join(' ')) }),
      'Git-Doc-Run': run,
    },
  }
}

const subjectOf = ({ deed, packages }: Pick<PointerTrailers, 'deed' | 'packages'>): string => {
  const to = deed === 'activate' ? ' ' : ' to '
  const named = packages.map(({ package: name, version }) => `${name}${to}${version}`).join(', ')
  return deed === 'activate' ? `release: Activate ${named}` : `rollback: Revert ${named}`
}

const valued = (name: ReleaseName, value: string): string => `${nameOf(name)} ${value}`

/** A trailer is one line. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** What the trailers of a pointer's commit say; undefined if it has none of ours, as where it was made by hand. */
export const readPointerTrailers = (
  trailers: Readonly<Record<string, string>>,
): PointerTrailers | undefined => {
  const { reason = '', previous = '', rules, 'git-doc-run': run, forced } = trailers
  const activatedBy = trailers['activated-by']
  const by = activatedBy ?? trailers['rolled-back-by']
  const trees = valuesOf(trailers['staged-tree'])
  if (by === undefined || rules === undefined || run === undefined || !trees) return undefined
  const reports = valuesOf(trailers.report) ?? new Map<string, string>()
  const before = new Map(
    previous.split(', ').flatMap(text => {
      const name = parseName(text)
      return name ? [[name.package, name.version] as const] : []
    }),
  )
  return {
    deed: activatedBy === undefined ? 'rollback' : 'activate',
    by,
    reason,
    packages: [...trees].flatMap(([text, tree]) => {
      const name = parseName(text)
      return name
        ? [{ ...name, previous: before.get(name.package), tree, report: reports.get(text) }]
        : []
    }),
    rules,
    run,
    forced: forced === undefined ? [] : [forced],
  }
}

/** `a@1.0.0 <value>, b@2.0.0 <value>`. */
const valuesOf = (text: string | undefined): ReadonlyMap<string, string> | undefined => {
  if (text === undefined) return undefined
  const pairs = text.split(', ').map(part => part.split(' '))
  return new Map(pairs.flatMap(([name, value]) => (name && value ? [[name, value] as const] : [])))
}
