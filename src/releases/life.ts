import { prerelease } from 'semver'

/** What a release can be. It is computed and never stored. */
export type LifeState = 'draft' | 'committed' | 'staged' | 'released' | 'superseded' | 'abandoned'

/** What somebody can do with a release, and what happens to it: `change` is a new tree, `supersede` the activation of another version. */
export type LifeVerb =
  | 'commit'
  | 'abandon'
  | 'stage'
  | 'change'
  | 'activate'
  | 'supersede'
  | 'rollback'

/** The life of a release as a chart: what each verb leads to, and only where it may be asked. */
export const lifeChart: Readonly<
  Record<LifeState, Readonly<Partial<Record<LifeVerb, LifeState>>>>
> = {
  draft: { commit: 'committed', abandon: 'abandoned' },
  committed: { stage: 'staged', change: 'draft', abandon: 'abandoned' },
  staged: { activate: 'released', change: 'committed', abandon: 'abandoned' },
  released: { supersede: 'superseded' },
  superseded: { rollback: 'released', activate: 'released' },
  abandoned: { change: 'draft' },
}

/** All that the state of a release follows from. */
export interface LifeFacts {
  readonly version: string
  /** The tree of its folder as committed; undefined where no commit of the branch has it. */
  readonly tree?: string | undefined
  /** Whether something in its folder is not committed. */
  readonly isDirty: boolean
  /** The trees with which it passed staging, by this clone's log or by receipts. */
  readonly stagedTrees: readonly string[]
  /** The version of its package that is in production. */
  readonly active?: string | undefined
  /** Whether any pointer ever named it. */
  readonly wasReleased: boolean
  /** Whether the last thing recorded of its draft is that it was abandoned. */
  readonly isAbandoned: boolean
}

/** What a release is, and what may be done next. */
export interface Life {
  readonly state: LifeState
  readonly isEditable: boolean
  readonly isInProduction: boolean
  /** Why it is not staged although it was: its tree changed. */
  readonly staging: 'never' | 'holds' | 'outdated'
  /** A pre-release may be staged and looked at, and never goes into production. */
  readonly isPrerelease: boolean
  /** What may be asked now, the usual next step first. */
  readonly next: readonly LifeVerb[]
}

/** The life of a release as the facts have it. */
export const lifeOf = (facts: LifeFacts): Life => {
  const state = stateOf(facts)
  const isPrerelease = prerelease(facts.version) !== null
  return {
    state,
    isEditable: state === 'draft' || state === 'abandoned',
    isInProduction: state === 'released',
    staging: stagingOf(facts),
    isPrerelease,
    next: verbs.filter(
      verb =>
        verb in lifeChart[state] && !(isPrerelease && (verb === 'activate' || verb === 'rollback')),
    ),
  }
}

/** Verbs that a person asks for, in the order of a release's life. */
const verbs = ['commit', 'stage', 'activate', 'rollback', 'abandon'] as const

const stateOf = (facts: LifeFacts): LifeState => {
  const { version, tree, isDirty, active, wasReleased, isAbandoned } = facts
  // What was in production stays what it is; a change of its folder is a finding and no new life.
  if (active === version) return 'released'
  if (wasReleased) return 'superseded'
  if (isAbandoned) return 'abandoned'
  if (tree === undefined || isDirty) return 'draft'
  return stagingOf(facts) === 'holds' ? 'staged' : 'committed'
}

const stagingOf = ({ tree, stagedTrees }: LifeFacts): Life['staging'] => {
  if (stagedTrees.length === 0) return 'never'
  return tree !== undefined && stagedTrees.includes(tree) ? 'holds' : 'outdated'
}
