import { addressOf } from './permission.ts'

/** One person's word for a release with one tree. */
export interface GivenApproval {
  readonly by: string
  readonly tree: string
}

/** The approvals of a tree: who counts, and who does not and why. */
export interface CountedApprovals {
  readonly counted: readonly string[]
  readonly others: readonly { readonly by: string; readonly why: string }[]
}

/**
 * Counts the approvals of one tree, one for each person. Who wrote a commit of the release, or asks for the activation, does not
 * count, and neither does what was said of another tree.
 */
export const countApprovals = (
  approvals: readonly GivenApproval[],
  tree: string,
  { writers, asker }: { readonly writers: readonly string[]; readonly asker?: string | undefined },
): CountedApprovals => {
  const wrote = new Set(writers.map(addressOf))
  const counted = new Map<string, string>()
  const others = new Map<string, { readonly by: string; readonly why: string }>()
  for (const { by, tree: seen } of approvals) {
    const person = addressOf(by)
    const why = wrote.has(person)
      ? 'wrote it'
      : asker !== undefined && addressOf(asker) === person
        ? 'asks for the activation'
        : seen === tree
          ? undefined
          : 'approved it before it changed'
    if (why === undefined) counted.set(person, by)
    else if (!others.has(person)) others.set(person, { by, why })
  }
  return {
    counted: [...counted.values()],
    others: [...others].flatMap(([person, other]) => (counted.has(person) ? [] : [other])),
  }
}
