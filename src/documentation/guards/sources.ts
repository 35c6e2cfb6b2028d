import type { Diff } from '../diff.ts'
import type { Sources } from './facts.ts'
import { anyOf, termsOf, type Vocabulary } from './vocabulary.ts'

/** What a commit says of itself. */
export interface CommitWords {
  readonly commit: string
  readonly message: string
  readonly author: { readonly name: string; readonly email: string }
  readonly committedAt: string
}

const linesOf = (diff: Diff, kinds: readonly string[]): string =>
  diff
    .flatMap(({ hunks }) => hunks)
    .flatMap(({ heading, lines }) => [
      ...(kinds.includes('context') ? [heading] : []),
      ...lines.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text),
    ])
    .join('\n')

const pathsOf = (diff: Diff): string =>
  diff.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from])).join('\n')

/** What an answer for a commit may speak of: the commit itself and, where they are at hand, its tree and the documents. */
export const sourcesOf = (
  { commit, message, author, committedAt }: CommitWords,
  diff: Diff,
  wider: readonly Vocabulary[] = [],
): Sources => {
  const changed = termsOf(`${message}\n${linesOf(diff, ['added', 'removed'])}\n${pathsOf(diff)}`)
  const [added, said] = [termsOf(linesOf(diff, ['added'])), termsOf(message)]
  const removed = termsOf(linesOf(diff, ['removed']))
  const gone: Vocabulary = {
    has: term => said.has(term) || (removed.has(term) && !added.has(term)),
  }
  const context = termsOf(linesOf(diff, ['context']))
  const itself = termsOf(`${commit} ${author.name} ${author.email} ${committedAt}`)
  // Short ids of the commit are how change lists name it.
  const id: Vocabulary = {
    has: term => term.length >= 7 && commit.startsWith(term.replace('#', '')),
  }
  return { changed, gone, known: anyOf([changed, context, itself, id, ...wider]) }
}
