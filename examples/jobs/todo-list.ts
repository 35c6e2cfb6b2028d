// Keeps TODO.md: one line for each TODO in the code, committed apart from the code.
import { useGit } from 'git-doc/composables'
import { defineJob } from 'git-doc/define'

const mark = /\bTODO\b[:\s]*(.*)/

export default defineJob({
  meta: { name: 'todo-list', description: 'Keeps TODO.md', version: '1.0.0', tags: ['docs'] },
  on: ['post-commit', 'post-merge', 'post-rewrite'],
  paths: ['**/*.{ts,js,mjs,py,go,rs,java,c,h}'],
  // It leads to the same file however often it runs.
  repeat: 'safe',
  async run({ log }) {
    const git = useGit()
    const lines: string[] = []
    for (const path of await git.files({ patterns: ['**/*.{ts,js,mjs,py,go,rs,java,c,h}'] })) {
      const text = await git.show(path)
      for (const [at, line] of (text ?? '').split('\n').entries()) {
        const [, what] = mark.exec(line) ?? []
        if (what !== undefined) lines.push(`- ${what.trim() || 'something'} (${path}:${at + 1})`)
      }
    }
    log.info(`${lines.length} found`)
    const content = ['# To do', '', ...lines, ''].join('\n')
    const made = await git.commit({
      message: 'docs: what is left to do',
      files: [{ path: 'TODO.md', content }],
    })
    if ('unchanged' in made) return { skipped: 'TODO.md says it already.' }
    return { message: `${lines.length} left to do`, outputs: { found: lines.length } }
  },
})
