import type { CommitFacts } from '../../ports/repository.ts'
import { parseTrailers } from './trailers.ts'

/** A commit's place among the objects: all that a diff needs to know of it. */
export interface CommitLinks {
  readonly tree: string
  readonly parents: readonly string[]
}

/** What a commit object says of itself. */
export type CommitObject = Omit<CommitFacts, 'commit' | 'shallowBoundary'>

/** The header's first lines are `tree`, `parent` for each parent and `author`, all ASCII up to there. */
export const parseLinks = (bytes: Buffer): CommitLinks => {
  const [tree = '', ...others] = bytes.toString('latin1', 0, bytes.indexOf('\nauthor ')).split('\n')
  const parents = others.filter(line => line.startsWith('parent '))
  return { tree: tree.slice('tree '.length), parents: parents.map(line => line.slice(7)) }
}

/** Reads a commit object's bytes, the text in the encoding its header names. What a header lacks is left empty. */
export const parseCommit = (bytes: Buffer): CommitObject => {
  const split = bytes.indexOf('\n\n')
  const end = split < 0 ? bytes.length : split
  const header = bytes.toString('latin1', 0, end)
  // A signature or a tag within the header may hold any text, but its lines begin with a space.
  const value = (name: string) => new RegExp(`^${name} (.*)$`, 'm').exec(header)?.[1] ?? ''
  const decode = decoderOf(value('encoding'))
  const message = decode(bytes.subarray(end + 2)).replace(/\n+$/, '')
  return {
    parents: parseLinks(bytes).parents,
    author: identity(decode(Buffer.from(value('author'), 'latin1'))),
    authoredAt: timeOf(value('author')),
    committedAt: timeOf(value('committer')),
    message,
    subject: subjectOf(message),
    trailers: parseTrailers(message),
  }
}

const latin1 = (bytes: Buffer) => bytes.toString('latin1')

/** Text in the encoding a commit names. Without a name it should be UTF-8; text that is not is most often Latin-1. */
const decoderOf =
  (encoding: string) =>
  (bytes: Buffer): string => {
    for (const label of [encoding || 'utf-8', 'utf-8', 'windows-1252'])
      try {
        return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes)
      } catch {}
    return latin1(bytes)
  }

/** `Name <email> seconds zone`; the name may be empty, and old importers left out more. */
const identity = (line: string): CommitFacts['author'] => {
  const [, name = line, email = ''] = /^(.*?) ?<([^>]*)>/.exec(line) ?? []
  return { name: name.trim(), email: email.trim() }
}

const timeOf = (line: string): string => {
  const seconds = Number(/> ?(-?\d+) [+-]\d+$/.exec(line)?.[1] ?? 0)
  const time = new Date(seconds * 1000)
  return Number.isNaN(time.getTime()) ? new Date(0).toISOString() : time.toISOString()
}

/** The first paragraph in one line, as Git's `%s`. */
const subjectOf = (message: string): string => {
  const lines = message.replace(/^(?:[ \t\r]*\n)+/, '').split('\n')
  const end = lines.findIndex(line => line.trim() === '')
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .map(line => line.trimEnd())
    .join(' ')
}
