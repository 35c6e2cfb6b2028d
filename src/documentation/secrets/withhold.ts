import type { Finding } from './rules.ts'

/** A text without its secrets, and how many of which kind were taken out. */
export interface Withheld {
  readonly text: string
  readonly withheld: readonly { readonly kind: string; readonly count: number }[]
}

/** What stands in a secret's place; an answer must not have it. */
export const placeholder = (kind: string): string => `[withheld: ${kind}]`
export const placeholderPattern = /\[withheld: [a-z-]+\]/

/** Replaces what was found; where findings overlap the first names the kind and all of them go. */
export const withhold = (text: string, findings: readonly Finding[]): Withheld => {
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
