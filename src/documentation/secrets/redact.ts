/** Where a secret stands in a text, in UTF-16 units, and what it is. */
export interface Finding {
  readonly start: number
  readonly end: number
  readonly kind: string
}

/** A text without its secrets, and how many of which kind were taken out. */
export interface Redacted {
  readonly text: string
  readonly withheld: readonly { readonly kind: string; readonly count: number }[]
}

/** What was kept back from a prompt: secrets by kind, and files that hold nothing else by name. */
export interface Redaction {
  readonly secrets: Redacted['withheld']
  readonly files: readonly string[]
}

/** What stands in a secret's place; an answer must not have it. */
export const placeholder = (kind: string): string => `[withheld: ${kind}]`
export const placeholderPattern = /\[withheld: [a-z-]+\]/

/** Why a secret of some kind was taken for one, as a sentence's end. */
export const whyWithheld = (kind: string): string => {
  if (kind === 'own-key') return 'the key of a provider'
  if (kind === 'assigned-secret') return 'a value given to a name such as password or token'
  if (kind === 'url-password') return 'the password of a URL'
  if (kind === 'repeated-secret') return 'the same as a secret in another place'
  if (kind === 'encoded-block') return 'a long line of encoded bytes, as keys are written'
  return `it has the form of one (${kind})`
}

/** Counts of the same kinds as one. */
export const summed = (counts: readonly Redacted['withheld'][]): Redacted['withheld'] => {
  const sums = new Map<string, number>()
  for (const { kind, count } of counts.flat()) sums.set(kind, (sums.get(kind) ?? 0) + count)
  return [...sums].map(([kind, count]) => ({ kind, count }))
}

/** Replaces what was found; where findings overlap the first names the kind and all of them go. */
export const redact = (text: string, findings: readonly Finding[]): Redacted => {
  const counts = new Map<string, number>()
  const parts: string[] = []
  let copied = 0
  for (const { start, end, kind } of merged(findings)) {
    parts.push(text.slice(copied, start), placeholder(kind))
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
    copied = end
  }
  parts.push(text.slice(copied))
  return {
    text: parts.join(''),
    withheld: [...counts].map(([kind, count]) => ({ kind, count })),
  }
}

const merged = (findings: readonly Finding[]): readonly Finding[] => {
  const apart: Finding[] = []
  for (const next of [...findings].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = apart.at(-1)
    if (last && next.start < last.end) {
      apart[apart.length - 1] = { ...last, end: Math.max(last.end, next.end) }
    } else apart.push(next)
  }
  return apart
}
