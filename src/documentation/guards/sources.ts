import type { Diff } from '../../ports/diff.ts'
import type { Sources } from './facts.ts'
import { speaksToModels } from './speech.ts'
import { withoutComments } from './view.ts'
import { anyOf, termsOf, type Vocabulary } from './vocabulary.ts'

/** What a commit says of itself. */
export interface CommitWords {
  readonly commit: string
  readonly message: string
  readonly author: { readonly name: string; readonly email: string }
  readonly committedAt: string
}

const changedLines = (diff: Diff, kinds: readonly string[]): string =>
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
  /** Where somebody gives orders to models: what alone vouches for an address. */
  addresses?: Vocabulary,
  earlier?: Vocabulary,
): Sources => {
  const changed = termsOf(
    `${message}\n${changedLines(diff, ['added', 'removed'])}\n${pathsOf(diff)}`,
  )
  const [added, said] = [termsOf(changedLines(diff, ['added'])), termsOf(message)]
  const removed = termsOf(changedLines(diff, ['removed']))
  const gone: Vocabulary = {
    has: term => said.has(term) || (removed.has(term) && !added.has(term)),
  }
  const context = termsOf(changedLines(diff, ['context']))
  const itself = termsOf(`${commit} ${author.name} ${author.email} ${committedAt}`)
  // Short ids of the commit are how change lists name it.
  const id: Vocabulary = {
    has: term => term.length >= 7 && commit.startsWith(term.replace('#', '')),
  }
  const all = anyOf([changed, context, itself, id, ...wider])
  const known = addresses
    ? { has: (term: string) => (isAddress(term) ? addresses : all).has(term) }
    : all
  return { changed, gone, known, ...(earlier && { earlier }), suspect: addresses !== undefined }
}

const isAddress = (term: string): boolean => /^(?:\/\/|@)/.test(term)

/** Whether anything that a commit brings, its message and names included, or the section itself gives orders to a model. */
export const isSuspect = (message: string, diff: Diff, section: string): boolean =>
  speaksToModels(`${message}\n${changedLines(diff, ['added'])}\n${pathsOf(diff)}\n${section}`)

/** The terms of documents as their readers see them: a comment vouches for nothing. */
export const shownTerms = (texts: readonly string[]): Vocabulary =>
  termsOf(texts.map(withoutComments).join('\n'))
