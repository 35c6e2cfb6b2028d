import { matcher } from './globs.ts'

/** A commit in which people changed code and documents together: its code, and the sections it edited, by sectionKey. */
export interface LearnableChange {
  readonly code: readonly string[]
  readonly edited: readonly string[]
}

/** A section as a mapping names it. */
export interface LearnableSection {
  readonly file: string
  readonly section: string
  readonly key: string
}

/** How many commits changed both the code and documents, and how many of those edited the section. */
export interface Support {
  readonly commits: number
  readonly edited: number
}

/** A mapping that the past speaks for. `heldOut` counts the last changes, which had no say in it. */
export interface Proposal {
  readonly code: readonly string[]
  readonly file: string
  readonly section: string
  readonly support: Support
  readonly heldOut: Support
}

/** What was learned, and how it did on the changes that were held out: of `named` sections `edited` were edited. */
export interface Learned {
  readonly proposals: readonly Proposal[]
  readonly changes: number
  readonly heldOut: { readonly changes: number; readonly named: number; readonly edited: number }
}

interface LearnInput {
  /** Oldest first. */
  readonly changes: readonly LearnableChange[]
  /** Paths that are there now. */
  readonly tracked: readonly string[]
  readonly sections: readonly LearnableSection[]
}

const heldOutShare = 0.3
const leastEdited = 3
/** The lowest share of code commits that edit the section; with few commits the estimate is cautious. */
const leastCertain = 0.35
/** How much oftener than any documentation change does. */
const leastLift = 2
/** Larger commits do not show which code belongs to which section. */
const mostFiles = 20
const mostSections = 8

/** Proposes mappings from what people changed together, the surest first. */
export const learnMappings = ({ changes, tracked, sections }: LearnInput): Learned => {
  const cut = Math.round(changes.length * (1 - heldOutShare))
  const known = changes.slice(0, cut).filter(isTelling)
  const later = changes.slice(cut)
  const byKey = new Map(sections.map(each => [each.key, each]))
  const found = patternsOf(known, new Set(tracked)).flatMap(code =>
    rulesOf(code, known, byKey).map(rule => ({ ...rule, sure: certainty(rule.support) })),
  )
  const chosen: Rule[] = []
  for (const rule of found.sort(bySureness))
    if (!chosen.some(other => other.key === rule.key && overlap(other.code, rule.code)))
      chosen.push(rule)
  const proposals = chosen.map(({ code, key, support }) => {
    const { file, section } = byKey.get(key) as LearnableSection
    return { code: [code], file, section, support, heldOut: supportOf(code, key, later) }
  })
  const kept = proposals.filter(({ heldOut }) => !isRefuted(heldOut))
  return { proposals: kept, changes: changes.length, heldOut: summedUp(later, chosen) }
}

/** What several later commits do not bear out is not proposed; it still counts in what is said of the held-out changes. */
const isRefuted = ({ commits, edited }: Support): boolean => commits >= 3 && edited / commits < 0.25

interface Rule {
  readonly code: string
  readonly key: string
  readonly support: Support
}

const isTelling = ({ code, edited }: LearnableChange): boolean =>
  code.length <= mostFiles && edited.length <= mostSections

/** Files that were changed often enough, and folders with several such files; `a/b/**` for a folder. */
const patternsOf = (
  changes: readonly LearnableChange[],
  tracked: ReadonlySet<string>,
): readonly string[] => {
  const counts = new Map<string, number>()
  for (const { code } of changes) {
    const files = code.filter(path => tracked.has(path))
    for (const pattern of new Set(files.flatMap(path => [escaped(path), ...foldersOf(path)])))
      counts.set(pattern, (counts.get(pattern) ?? 0) + 1)
  }
  return [...counts].filter(([, count]) => count >= leastEdited).map(([pattern]) => pattern)
}

/** A name as a glob that matches just it. */
const escaped = (name: string): string => name.replace(/[()[\]{}*?!+@\\]/g, '\\$&')

/** The folder a file is in and those above, but for the top: `src/` alone says nothing. */
const foldersOf = (path: string): readonly string[] => {
  const names = path.split('/').slice(0, -1)
  return names
    .map(
      (_, depth) =>
        `${names
          .slice(0, depth + 1)
          .map(escaped)
          .join('/')}/**`,
    )
    .slice(1)
}

const rulesOf = (
  code: string,
  changes: readonly LearnableChange[],
  sections: ReadonlyMap<string, LearnableSection>,
): readonly Rule[] => {
  const own = touching(code, changes)
  const keys = new Set(own.flatMap(({ edited }) => edited).filter(key => sections.has(key)))
  return [...keys]
    .map(key => ({ code, key, support: supportOf(code, key, own) }))
    .filter(({ key, support }) => {
      const usual = changes.filter(({ edited }) => edited.includes(key)).length / changes.length
      const often = support.edited / support.commits
      return (
        support.edited >= leastEdited &&
        certainty(support) >= leastCertain &&
        often >= leastLift * usual
      )
    })
}

const touching = (
  code: string,
  changes: readonly LearnableChange[],
): readonly LearnableChange[] => {
  const matches = matcher([code])
  return changes.filter(change => change.code.some(matches))
}

const supportOf = (code: string, key: string, changes: readonly LearnableChange[]): Support => {
  const own = touching(code, changes)
  return {
    commits: own.length,
    edited: own.filter(({ edited }) => edited.includes(key)).length,
  }
}

/** The share of commits that edit the section, as few commits allow to believe it: Wilson's lower bound at 90 %. */
const certainty = ({ commits, edited }: Support): number => {
  if (commits === 0) return 0
  const z = 1.2816
  const share = edited / commits
  const spread = z * Math.sqrt((share * (1 - share)) / commits + (z * z) / (4 * commits * commits))
  return (share + (z * z) / (2 * commits) - spread) / (1 + (z * z) / commits)
}

const bySureness = (one: Rule & { sure: number }, other: Rule & { sure: number }): number =>
  other.sure - one.sure ||
  other.support.edited - one.support.edited ||
  (one.code + one.key < other.code + other.key ? -1 : 1)

/** Whether one of two patterns holds the other. */
const overlap = (one: string, other: string): boolean =>
  matcher([one])(other.replace(/\*\*$/, 'x')) || matcher([other])(one.replace(/\*\*$/, 'x'))

const summedUp = (
  changes: readonly LearnableChange[],
  rules: readonly Rule[],
): Learned['heldOut'] => {
  let named = 0
  let right = 0
  for (const { code, edited } of changes) {
    const keys = new Set(
      rules.filter(rule => code.some(matcher([rule.code]))).map(({ key }) => key),
    )
    named += keys.size
    right += [...keys].filter(key => edited.includes(key)).length
  }
  return { changes: changes.length, named, edited: right }
}
