import type { Located } from '../schema/documents.ts'
import { type Comparing, change, type Difference, isCompatible } from './difference.ts'
import { areDisjoint } from './disjoint.ts'
import { typesIn } from './types-and-values.ts'
import type { All, Choice, View } from './view.ts'

/** What comparing by branches asks of the whole. `taken` are the choices of which a branch is taken already. */
export interface BranchStep extends Comparing {
  readonly taken: ReadonlySet<unknown>
  readonly views: (before: View, after: View, taken: ReadonlySet<unknown>) => readonly Difference[]
}

/** More than people write, and a bound for what they generate. */
const mostBranches = 40
const mostChoices = 3

const isTooMuch = ({ branches }: Choice, taken: ReadonlySet<unknown>): boolean =>
  branches.length === 0 || branches.length > mostBranches || taken.size >= mostChoices

/**
 * What was a choice may be allowed in another form: each branch, with all that holds beside it, is compared with the whole.
 * Undefined if that does not show that all of them are still allowed.
 */
export const fromBranches = (
  before: View,
  after: View,
  { viewBefore, views, taken }: BranchStep,
): readonly Difference[] | undefined => {
  const [choice] = before.choices
  if (!choice || isTooMuch(choice, taken)) return undefined
  const now = new Set([...taken, choice.source])
  const found: Difference[] = []
  for (const branch of choice.branches) {
    const differences = views(viewBefore([...before.all, branch]), after, now)
    if (!isCompatible(differences)) return undefined
    found.push(...differences)
  }
  return found.filter(({ level }) => level === 'minor').slice(0, 1)
}

/**
 * What was said plainly may be one of some choices now: for each type, the branch that allows all of it, or the one that is the least
 * different. Undefined if there are no more choices than before.
 */
export const intoBranches = (
  before: View,
  after: View,
  comparing: BranchStep,
): readonly Difference[] | undefined => {
  const choice = after.choices[before.choices.length]
  if (!choice || isTooMuch(choice, comparing.taken)) return undefined
  const types = [...typesIn(before)]
  const differences = types.flatMap(type => {
    const all = types.length === 1 ? before.all : [...before.all, ofType(type, before)]
    return intoBranch(all, choice, after, comparing)
  })
  return isCompatible(differences)
    ? [change('minor', `There are other choices as well (${choice.kind}).`, after, choice.kind)]
    : [...new Set(differences)]
}

const ofType = (type: string, { all }: View): Located => ({
  document: all[0]?.document ?? { file: '', root: true },
  schema: { type },
})

const intoBranch = (
  all: All,
  { kind, source, branches }: Choice,
  after: View,
  { viewBefore, viewAfter, views, taken }: BranchStep,
): readonly Difference[] => {
  const now = new Set([...taken, source])
  const before = viewBefore(all)
  const tried = branches.map(branch => ({
    branch,
    differences: views(before, viewAfter([...after.all, branch]), now),
  }))
  const best = tried.reduce((one, other) =>
    graveIn(other.differences) < graveIn(one.differences) ? other : one,
  )
  const isAlone = branches.every(
    branch => branch === best.branch || areDisjoint(before, viewAfter([branch]), viewAfter),
  )
  if (kind === 'anyOf' || isAlone || !isCompatible(best.differences)) return best.differences
  return [
    ...best.differences,
    change(
      'unknown',
      'What was allowed fits a choice in oneOf, and nobody can tell whether it fits another one too, which oneOf refuses.',
      after,
      kind,
    ),
  ]
}

const graveIn = (differences: readonly Difference[]): number =>
  differences.filter(({ level }) => level === 'major' || level === 'unknown').length
