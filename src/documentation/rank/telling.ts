import { rememberedByObject } from '../cache.ts'
import { joined } from '../terms.ts'
import type { Asked } from './asked.ts'
import { countIn, type Posting } from './field.ts'

/** The order of texts by code units, alike in every locale. */
export const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const mostShared = 5
/** A term tells sections apart when no more than this share of them has it. */
const tellingShare = 0.2

/** The terms that count most for a section, as `written` says that it writes them, each idea once: `maxRetries` says `max` and `retries` as well. */
export const telling = (
  each: Asked,
  place: number,
  written: ReadonlyMap<string, string>,
): string[] => {
  const parts: { written: string; gain: number }[] = []
  for (const { term, count, posting } of tellingTerms(each)) {
    const times = countIn(posting, place)
    if (times === 0) continue
    const gain = posting.rarity * Math.sqrt(count) * (times / (times + 1))
    parts.push({ written: written.get(term) ?? term, gain })
  }
  return distinct(parts)
}

interface TellingTerm {
  readonly term: string
  readonly count: number
  readonly posting: Posting
}

/** What the commit says that few sections say; asked for several sections of one commit. */
const tellingTerms = rememberedByObject((each: Asked): readonly TellingTerm[] => {
  const { index, changed, signals } = each
  const few = Math.ceil(index.size * tellingShare)
  const counts = new Map<string, number>()
  for (const bag of [changed, signals.context, signals.subject, signals.body])
    for (const [term, count] of bag) counts.set(term, (counts.get(term) ?? 0) + Math.min(count, 3))
  const terms: TellingTerm[] = []
  for (const [term, count] of counts) {
    const posting = index.full.posting(term)
    if (posting && posting.places.length <= few) terms.push({ term, count, posting })
  }
  return terms
})

const distinct = (parts: readonly { written: string; gain: number }[]): string[] => {
  let words: string[] = []
  const best = [...parts].sort((a, b) => b.gain - a.gain || order(a.written, b.written))
  for (const { written } of best) {
    const name = joined(written)
    if (words.some(word => joined(word).includes(name))) continue
    const place = words.findIndex(word => name.includes(joined(word)))
    if (place >= 0) words[place] = written
    else if (words.length < mostShared) words.push(written)
    words = words.filter(word => word === written || !name.includes(joined(word)))
  }
  return words
}
