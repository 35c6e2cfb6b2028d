import { isCodeShaped, literally } from '../shapes.ts'
import { type Declaration, declarations, kebab, written } from '../summary/symbols.ts'
import type { FlagRename, Rename } from './fact.ts'
import type { Reading } from './lines.ts'
import type { Line, Pair } from './pairs.ts'

/** One place of the diff that says `from` is now `to`. */
interface Vote {
  readonly from: string
  readonly to: string
  readonly pair: Pair
  readonly declared: boolean
  /** A place that could not be there if only another thing stood where the first one was. */
  readonly sure: boolean
  /** By a keyword, at a place that others see. */
  readonly exported: boolean
}

/** Names whose declaration the diff renames, in more than one place or with its body unchanged. */
export const renames = (reading: Reading): Rename[] => {
  const votes = reading.pairs.flatMap(nameVotes)
  return agreed(votes, reading).flatMap(places => {
    const [first] = places as [Vote]
    const { from, to } = first
    const word = !isCodeShaped(from)
    if (from.length < 3 || (word && !places.some(place => place.declared && place.exported))) {
      return []
    }
    return [{ kind: 'rename', from, to, word, ...where(first) }]
  })
}

/** Flags of a command line that are declared under a new name. */
export const flags = (reading: Reading): FlagRename[] => {
  const votes = reading.pairs.flatMap(flagVotes)
  const inCode = reading.pairs.flatMap(nameVotes)
  return agreed(votes, reading, vote => supports(inCode, vote)).map(places => {
    const [{ from, to, ...vote }] = places as [Vote]
    return { kind: 'flag', from, to, ...where(vote) }
  })
}

const where = ({ pair }: Pick<Vote, 'pair'>) => ({
  file: pair.added.file,
  line: pair.added.number,
})

// Votes

const identifier = /^[A-Za-z_$][\w$]*$/

const nameVotes = (pair: Pair): Vote[] => {
  const before = declarations(pair.removed.code, pair.removed.file)
  const after = declarations(pair.added.code, pair.added.file)
  return pair.slots.flatMap(({ from, to }) => {
    if (!identifier.test(from.text) || !identifier.test(to.text)) return []
    const was = before.find(({ index, kind }) => index === from.index && kind !== 'flag')
    const is = after.find(({ index, kind }) => index === to.index && kind === was?.kind)
    const declared = isProduct(pair) && was?.visible === true && is?.visible === true
    const clean = declared && onlyThisChanges(pair, from.text, to.text)
    const sure = clean && (was?.kind === 'environment' || keepsItsBody(pair))
    const exported = was?.keyword === true || was?.kind === 'environment'
    return [{ from: from.text, to: to.text, pair, declared, sure, exported }]
  })
}

const flagVotes = (pair: Pair): Vote[] => {
  if (pair.removed.test) return []
  if (!isOptionLine(pair.removed.code) || !isOptionLine(pair.added.code)) return []
  const before = flagsOf(pair.removed)
  const after = flagsOf(pair.added)
  if (before.length !== after.length) return []
  return before.flatMap((was, place) => {
    const is = after[place] as Declaration
    const [from, to] = [written(was), written(is)]
    if (from === to) return []
    const sure = replaced(pair.removed.code, was.name, is.name) === pair.added.code
    return [{ from, to, pair, declared: !pair.ambiguous, sure, exported: true }]
  })
}

const flagsOf = ({ code, file }: Line): Declaration[] =>
  declarations(code, file).filter(({ kind }) => kind === 'flag')

/** A line that defines or reads an option, rather than one that hands a flag to another program. */
const isOptionLine = (code: string): boolean =>
  !/\b(?:exec\w*|spawn\w*|run|Popen|check_call|check_output|system|Command)\s*\(/.test(code) &&
  /option|flag|\barg\b|argument|\bcase\b|===?|starts_?with|includes|\.has\(|indexOf|type:|alias|describe|default|\blong\b|^\s*(?:-\w\W+)?--|:\s*(?:String|Boolean|Number)\b|\)\s*$/i.test(
    code,
  )

/** Tests use a program and may call things what they like; a line with a rival proves nothing. */
const isProduct = ({ removed, ambiguous }: Pair): boolean => !ambiguous && !removed.test

const onlyThisChanges = ({ slots, even }: Pair, from: string, to: string): boolean =>
  even && slots.every(slot => slot.from.text === from && slot.to.text === to)

/** The line opens a body, and the body begins as it did; or it is long enough to be known again by itself. */
const keepsItsBody = ({ removed, added, slots }: Pair): boolean => {
  if (removed.words.length - slots.length >= 12) return true
  const next = added.hunk.lines[added.place + 1]
  return /(?:[{:(]|=>)$/.test(added.code) && next?.kind === 'context' && next.text.trim() !== ''
}

const replaced = (code: string, from: string, to: string): string =>
  code.replaceAll(new RegExp(`(?<![\\w-])(--)?${literally(from)}(?![\\w-])`, 'g'), `$1${to}`)

/** Whether a flag's name in code changed with it: `dryRun` with `--dry-run`. */
const supports = (votes: readonly Vote[], { from, to }: Vote): boolean =>
  votes.some(vote => `--${kebab(vote.from)}` === from && `--${kebab(vote.to)}` === to)

// Agreement

/**
 * The votes of each name on which all agree: one old name, one new, the old one gone, the new one not there before, neither
 * part of another renaming (a swap, a chain), and more than one place, or one that is sure by itself.
 */
const agreed = (
  votes: readonly Vote[],
  reading: Reading,
  supported: (vote: Vote) => boolean = () => false,
): Vote[][] => {
  const from = grouped(votes, vote => vote.from)
  const to = grouped(votes, vote => vote.to)
  return [...from.values()].flatMap(places => {
    const first = places.find(({ declared }) => declared)
    if (!first) return []
    const others = [...places, ...(to.get(first.to) ?? [])]
    if (others.some(vote => vote.from !== first.from || vote.to !== first.to)) return []
    if (from.has(first.to) || to.has(first.from)) return []
    if (reading.isThere(first.from) || reading.wasThere(first.to)) return []
    return isCertain(places) || supported(first)
      ? [[first, ...places.filter(vote => vote !== first)]]
      : []
  })
}

/** In more than one line, or in one that is sure by itself. */
const isCertain = (votes: readonly Vote[]): boolean =>
  new Set(votes.map(({ pair }) => pair.added)).size > 1 ||
  votes.some(vote => vote.declared && vote.sure)

const grouped = (votes: readonly Vote[], key: (vote: Vote) => string): Map<string, Vote[]> => {
  const groups = new Map<string, Vote[]>()
  for (const vote of votes) {
    const group = groups.get(key(vote))
    if (group) group.push(vote)
    else groups.set(key(vote), [vote])
  }
  return groups
}
