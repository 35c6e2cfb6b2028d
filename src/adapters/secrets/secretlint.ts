import { lintSource } from '@secretlint/core'
import { secretLintProfiler } from '@secretlint/profiler'
import { creator } from '@secretlint/secretlint-rule-preset-recommend'
import type { FindSecrets } from '../../ports/secrets.ts'

const preset = '@secretlint/secretlint-rule-preset-recommend'

// It keeps a mark for each rule and text for as long as the process lives, and looks through all of them at each new one.
secretLintProfiler.mark = () => {}

const config = {
  rules: [
    {
      id: preset,
      rule: creator,
      // A comment that silences a linter does not allow the secret to leave the machine.
      rules: [{ id: '@secretlint/secretlint-rule-filter-comments', disabled: true }],
    },
  ],
}

/** The secrets that secretlint's recommended rules find. */
export const secretlintFindings: FindSecrets = async text => {
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
  return messages.map(({ range: [start, end], ruleId }) => ({
    start,
    end,
    kind: ruleId.replace('@secretlint/secretlint-rule-', ''),
  }))
}
