import { literally } from '../shapes.ts'
import { joined } from '../terms.ts'
import type { DefaultChange } from './fact.ts'
import type { Reading } from './lines.ts'
import type { Pair } from './pairs.ts'
import { calledDefault, nameOf, type ValueChange, valueChange } from './values.ts'

/** Options and constants that the diff changes from one value to one other. */
export const defaults = (reading: Reading): DefaultChange[] => {
  const found = reading.pairs.flatMap(pair => defaultOf(pair))
  return unanimous(found).filter(change => !isStillThere(change, reading))
}

const defaultOf = (pair: Pair): DefaultChange[] => {
  if (pair.removed.test || pair.ambiguous) return []
  const change = valueChange(pair)
  if (!change || !isLiteral(change)) return []
  const name = nameOf(pair, change)
  if (name === undefined || joined(name).length < 2 || /version/i.test(name)) return []
  const { file, number: line } = pair.added
  return [
    { kind: 'default', name, names: namesOf(name), from: change.from, to: change.to, file, line },
  ]
}

/** A number, boolean or string by another of its kind, with nothing more in the expression. */
const isLiteral = ({ from, to, before, after }: ValueChange): boolean => {
  if (from === '' || to === '') return false
  const quote = /["'`]$/.exec(before)?.[0]
  if (quote) return after.startsWith(quote) && ends(after.slice(1)) && isPlain(from) && isPlain(to)
  // `default: 3` inside the description of a flag.
  const described = calledDefault.test(before) && /^\W/.test(after)
  const kind = [number, boolean].find(each => each.test(from) && each.test(to))
  return kind !== undefined && !/[-.\w%]$/.test(before) && (ends(after) || described)
}

/** A string that could be a value: one word, as a person would write it in code, and no version. */
const isPlain = (text: string): boolean =>
  /^[^\s"'`\\$]{1,80}$/.test(text) && !/^[\^~<>=v]*\d+\.\d/.test(text)

const number = /^\d[\d_]*(?:\.\d+)?$/
const boolean = /^(?:true|false)$/i

const ends = (after: string): boolean => /^\s*(?:[,;)}\]]|as const\b|$)/.test(after)

/** `DEFAULT_TIMEOUT` and `defaultTimeout` are what a document calls `timeout`. */
const namesOf = (name: string): string[] => {
  const whole = joined(name)
  const bare = whole.replace(/^default|default$/, '')
  return bare.length > 1 && bare !== whole ? [whole, bare] : [whole]
}

/** The changes of names that have one old and one new value wherever they are changed. */
const unanimous = (changes: readonly DefaultChange[]): DefaultChange[] =>
  changes.filter((change, place) => {
    const same = changes.filter(other => other.names.some(name => change.names.includes(name)))
    const agree = same.every(({ from, to }) => from === change.from && to === change.to)
    return agree && changes.indexOf(same[0] as DefaultChange) === place
  })

/** Another place that states the old value of the same name: which of the two a document means is open. */
const isStillThere = ({ name, from }: DefaultChange, { after }: Reading): boolean => {
  const bare = literally(name.replace(/^--/, ''))
  const stated = new RegExp(
    `(?<![\\w$])${bare}["']?\\??\\s*(?::[^=,]*)?(?:=|:|\\?\\?|\\|\\|)\\s*["'\`]?${literally(from)}(?![\\w.])`,
  )
  return after.some(line => stated.test(line.slice(0, 400)))
}
