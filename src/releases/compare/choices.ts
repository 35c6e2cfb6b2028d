import type { Located } from '../schema/documents.ts'
import {
  type Comparing,
  change,
  type Difference,
  isCompatible,
  loss,
  type Part,
} from './difference.ts'
import { areDisjoint } from './disjoint.ts'
import type { Choice, View } from './view.ts'

/** `anyOf` and `oneOf`, each with the one at the same place. */
export const compareChoices: Part = (before, after, comparing) => {
  const pairs = Math.min(before.choices.length, after.choices.length)
  return [
    ...before.choices
      .slice(0, pairs)
      .flatMap((was, index) => comparePair(was, after.choices[index] as Choice, after, comparing)),
    ...after.choices.slice(pairs).map(choice => added(choice, after)),
    ...before.choices.slice(pairs).map(({ kind }) => change('minor', `${kind} is gone.`, after)),
  ]
}

const comparePair = (
  before: Choice,
  after: Choice,
  view: View,
  comparing: Comparing,
): readonly Difference[] => {
  const matches = matched(before.branches, after.branches, comparing)
  const taken = new Set(matches.map(({ index }) => index))
  const fresh = after.branches.filter((_, index) => !taken.has(index))
  const changed = matches.flatMap(({ differences }) => differences)
  // A document that fits two choices of oneOf is refused, so that with fewer of them more is allowed.
  const isLooser = before.kind !== after.kind || taken.size < before.branches.length
  const differences = [
    ...changed,
    ...(isLooser
      ? [
          change(
            'minor',
            `The choices of ${before.kind} are told apart in another way.`,
            view,
            after.kind,
          ),
        ]
      : []),
    ...fresh.map(branch =>
      change('minor', `There is another choice in ${after.kind}.`, comparing.viewAfter([branch])),
    ),
  ]
  if (!isCompatible(changed) || after.kind === 'anyOf') return differences
  const isWidened = ({ differences: each }: Match) => each.some(({ level }) => level !== 'patch')
  const wider =
    before.kind === 'anyOf'
      ? after.branches
      : [...fresh, ...matches.filter(isWidened).flatMap(({ index }) => after.branches[index] ?? [])]
  return [...differences, ...overlap(wider, after, view, comparing)]
}

interface Match {
  readonly index: number
  readonly differences: readonly Difference[]
}

/** For each branch the one of the other version that takes all its documents: at the same place if that one does. */
const matched = (
  before: readonly Located[],
  after: readonly Located[],
  comparing: Comparing,
): readonly Match[] => {
  const found = before.map((branch, index) => matchOf(branch, index, after, comparing))
  const taken = new Set(found.flatMap(each => each?.index ?? []))
  return before.map((branch, index) => {
    const match = found[index]
    if (match) return match
    // None takes them all: what is said is what changed in the most similar one that nobody else has.
    const [nearest] = after
      .map((_, at) => at)
      .filter(at => !taken.has(at))
      .map(at => ({ index: at, differences: comparing.compare([branch], [after[at] as Located]) }))
      .sort(
        (one, other) =>
          Number(other.index === index) - Number(one.index === index) ||
          one.differences.length - other.differences.length,
      )
    if (!nearest)
      return {
        index: -1,
        differences: [loss('major', 'A choice was removed.', comparing.viewBefore([branch]))],
      }
    taken.add(nearest.index)
    return nearest
  })
}

const matchOf = (
  branch: Located,
  index: number,
  after: readonly Located[],
  { compare }: Comparing,
): Match | undefined => {
  const order = [index, ...after.keys()].filter(
    (at, position, all) => at < after.length && all.indexOf(at) === position,
  )
  const tried = order.map(at => ({
    index: at,
    differences: compare([branch], [after[at] as Located]),
  }))
  const fitting = tried.filter(({ differences }) => isCompatible(differences))
  return (
    fitting.find(({ differences }) => differences.every(({ level }) => level === 'patch')) ??
    fitting[0]
  )
}

/** With `oneOf`, a document that fits two choices fits none. */
const overlap = (
  wider: readonly Located[],
  { branches }: Choice,
  view: View,
  { viewAfter }: Comparing,
): readonly Difference[] => {
  const isApart = (one: Located) =>
    branches.every(
      other => other === one || areDisjoint(viewAfter([one]), viewAfter([other]), viewAfter),
    )
  return wider.every(isApart)
    ? []
    : [
        change(
          'unknown',
          'A choice in oneOf became wider or is new, and nobody can tell whether documents fit two of them now, which oneOf refuses.',
          view,
          'oneOf',
        ),
      ]
}

/** A choice that was not there before, if nothing better can be said about it. */
const added = ({ kind }: Choice, after: View): Difference =>
  change(
    'unknown',
    `There is ${kind} now, and nobody can tell whether all that was allowed fits one of the choices.`,
    after,
    kind,
  )
