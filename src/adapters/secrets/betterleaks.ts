import { entropyOf, type FoundSecret } from '../../ports/secrets.ts'
import data from './betterleaks.json' with { type: 'json' }

/** One of betterleaks' rules. It can match only a text that contains one of its keywords, in any case. */
interface Rule {
  readonly id: string
  readonly pattern: string
  readonly keywords: readonly string[]
  readonly entropy?: number
  readonly secretGroup?: number
}

const rules: readonly Rule[] = data.rules

/** The secrets that betterleaks' rules find (`betterleaks.json`, written by scripts/betterleaks-rules.js). */
export const betterleaksFindings = (text: string): readonly FoundSecret[] => {
  const lower = text.toLowerCase()
  return rules
    .filter(({ keywords }) => keywords.length === 0 || keywords.some(each => lower.includes(each)))
    .flatMap(rule => [...findingsOf(rule, text)])
}

function* findingsOf(
  { id, pattern, entropy = 0, secretGroup }: Rule,
  text: string,
): Generator<FoundSecret> {
  for (const match of text.matchAll(new RegExp(pattern, 'gd'))) {
    const group =
      secretGroup ??
      Math.max(
        0,
        match.findIndex((part, at) => at > 0 && part),
      )
    const [start, end] = match.indices?.[group] ?? [0, 0]
    if (entropyOf(text.slice(start, end)) >= entropy) yield { kind: id, start, end }
  }
}
