import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ending } from './repository.ts'
import { storyRepository } from './scenario.ts'

/** A repository with one pipeline, `ci`, whose gates are these tables, and with files. */
export const pipelineStory = (
  t: Ending,
  gates: readonly string[],
  files: Readonly<Record<string, string>> = {},
  more = '',
) => {
  const story = storyRepository(t)
  const tables = gates.map(gate => `[[pipeline.ci.gate]]\n${gate}\n`).join('\n')
  story.commit('Begin', {
    'README.md': '# Tool\n',
    '.gitignore': 'dist/\n*.log\n',
    '.git-doc/config.toml': `[pipeline.ci]\n${more}\n${tables}`,
    ...files,
  })
  const environment = { GIT_DOC_TRUST: 'all' }
  const run = (line: string) => story.run(line, environment)
  return {
    ...story,
    run,
    read: (file: string) => readFileSync(join(story.path, file), 'utf8'),
    async json(line: string) {
      const { stdout, stderr, code } = await run(line)
      try {
        return { ...JSON.parse(stdout), code }
      } catch {
        throw new Error(stdout + stderr)
      }
    },
    /** As a clone that asks. */
    ask: (line: string) => story.run(line, { GIT_DOC_TRUST: 'ask' }),
  }
}
