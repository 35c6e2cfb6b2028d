import { isNamed } from './explained.ts'
import type { Guard, GuardFacts } from './facts.ts'

const tokensOf = (text: string): readonly string[] =>
  text.match(/\d[\d_,.]*\d|\d|[\p{L}_$][\p{L}\p{N}_$-]*|--?[\w-]+/gu) ?? []

const missing = (from: readonly string[], inside: readonly string[]): readonly string[] => {
  const left = [...inside]
  return from.filter(token => {
    const at = left.indexOf(token)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** Words that turn what a sentence says: of each sort another one, and a negation also none. */
const turns = {
  negation:
    /^(?:not|never|no|cannot|can['’]?t|don['’]?t|doesn['’]?t|isn['’]?t|without|unless|except)$/i,
  obligation:
    /^(?:must|shall|may|might|should|always|sometimes|only|also|required|optional|mandatory|usually)$/i,
  unit: /^(?:milliseconds?|seconds?|minutes?|hours?|days?|weeks?|ms|bytes?|kb|mb|gb|kib|mib|gib|percent)$/i,
  order: /^(?:before|after|until|since|first|last|previous|next)$/i,
  bound:
    /^(?:least|most|minimum|maximum|min|max|more|less|fewer|greater|smaller|larger|above|below|over|under|exactly)$/i,
  quantity: /^(?:all|any|every|each|none|some|both|either|neither|many|few|several)$/i,
  switch:
    /^(?:true|false|enabled?|enables|enabling|disabled?|disables|disabling|on|off|allow(?:s|ed)?|den(?:y|ies|ied)|include[sd]?|exclude[sd]?|yes)$/i,
  number: /^\d/,
} as const

/** What turned in a line of which at most one word changed. */
const turnOf = (gone: readonly string[], come: readonly string[]) => {
  if (gone.length > 1 || come.length > 1) return undefined
  const [from = '', to = ''] = [gone[0], come[0]]
  const kinds = Object.keys(turns) as (keyof typeof turns)[]
  return kinds.find(kind => {
    const isOf = (token: string) => turns[kind].test(token)
    return kind === 'negation' ? isOf(from) || isOf(to) : isOf(from) && isOf(to)
  })
}

/** A line that says nearly what it said, but for a few words: which ones went and came. */
const changedLines = ({ lostLines, newLines }: GuardFacts) =>
  newLines.flatMap(line => {
    const words = tokensOf(line.text)
    const match = lostLines.find(old => {
      const before = tokensOf(old.text)
      const gone = missing(before, words).length + missing(words, before).length
      return (
        old.fenced === line.fenced &&
        before.length >= 3 &&
        gone > 0 &&
        gone <= 2 + before.length / 4
      )
    })
    if (!match) return []
    const before = tokensOf(match.text)
    return [{ line, match, gone: missing(before, words), come: missing(words, before) }]
  })

const termOf = (token: string): string =>
  /^\d/.test(token) ? `#${token.replace(/[_,]/g, '')}` : token.toLowerCase()

/** A line in which only a number, a unit, a negation or an obligation turned, and nothing of the commit says so. */
const unsupportedChange: Guard = facts => {
  const { changed } = facts.sources
  for (const { line, match, gone, come } of changedLines(facts)) {
    const turn = turnOf(gone, come)
    if (!turn) continue
    const inWords = ['negation', 'obligation', 'order', 'bound', 'quantity'].includes(turn)
    const known = [...gone, ...come].filter(token => changed.has(termOf(token))).length
    if (!inWords && known === gone.length + come.length) continue
    return {
      rule: 'unsupported-change',
      // Figures are brought up to date by people whose commit says nothing of them.
      verdict: !inWords || line.fenced || isNamed(changed, match) ? 'doubt' : 'ask',
      what: `The answer changes "${gone[0] ?? ''}" to "${come[0] ?? ''}" in "${match.text.slice(0, 60)}", and the commit does not say why.`,
    }
  }
  return undefined
}

/** A line of code of which the commit knows neither what went nor what came. */
const foreignChange: Guard = facts => {
  const { changed } = facts.sources
  const found = changedLines(facts).find(
    ({ line, match, gone, come }) =>
      line.fenced &&
      gone.length > 0 &&
      come.length > 0 &&
      ![...gone, ...come].some(token => changed.has(termOf(token))) &&
      !isNamed(changed, match),
  )
  return (
    found && {
      rule: 'unsupported-change',
      verdict: 'doubt',
      what: `The answer changes "${found.gone[0] ?? ''}" to "${found.come[0] ?? ''}" in the code "${found.match.text.slice(0, 60)}", which the commit does not speak of.`,
    }
  )
}

/** What may not turn without a reason in the commit. */
export const turnGuards: readonly Guard[] = [unsupportedChange, foreignChange]
