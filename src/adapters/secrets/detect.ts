import { lintSource } from '@secretlint/core'
import { creator } from '@secretlint/secretlint-rule-preset-recommend'
import { type Finding, secretsIn } from '../../documentation/secrets/rules.ts'
import { type Withheld, withhold } from '../../documentation/secrets/withhold.ts'

const preset = '@secretlint/secretlint-rule-preset-recommend'

const config = {
  rules: [
    {
      id: preset,
      rule: creator,
      // Whoever told a linter to be silent about a secret did not say that it may leave the machine.
      rules: [{ id: '@secretlint/secretlint-rule-filter-comments', disabled: true }],
    },
  ],
}

/**
 * A text without its secrets: by secretlint's kept rules, by our own for what those leave, and the given keys
 * whatever they look like.
 */
export const withoutSecrets = async (
  text: string,
  keys: readonly string[] = [],
): Promise<Withheld> => {
  const source = {
    content: text,
    filePath: '/prompt.txt',
    ext: '.txt',
    contentType: 'text' as const,
  }
  const { messages } = await lintSource({
    source,
    options: { config, maskSecrets: false, noPhysicFilePath: true },
  })
  const kept = messages.map<Finding>(({ range: [start, end], ruleId }) => ({
    start,
    end,
    kind: ruleId.replace('@secretlint/secretlint-rule-', ''),
  }))
  // Ours first: of two that begin together the first names the kind.
  return withhold(text, [...keysIn(text, keys), ...secretsIn(text), ...kept])
}

const keysIn = (text: string, keys: readonly string[]): readonly Finding[] =>
  keys.flatMap(key => {
    const found: Finding[] = []
    for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + key.length))
      found.push({ kind: 'own-key', start: at, end: at + key.length })
    return found
  })
