import { GitDocError } from './error.ts'

export const unknownKind = (kind: string, known: readonly string[]) =>
  new GitDocError(
    'UNKNOWN_KIND',
    `This git-doc does not know the kind of run "${kind}" (it knows ${known.join(', ')}).`,
    { hint: 'A newer git-doc may have written the log: update git-doc.' },
  )

/** The definition of a kind is invalid. `what` says where. */
export const invalidKind = (kind: string, what: string) =>
  new GitDocError('KIND_INVALID', `The kind "${kind}" cannot be used: ${what}.`, {
    hint: 'Correct its definition. "Add a kind" in CONTRIBUTING.md lists what a kind needs.',
    scope: 'process',
  })
