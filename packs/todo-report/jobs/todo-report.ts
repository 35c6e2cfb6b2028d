import { lstatSync, readFileSync } from 'node:fs'
import { useGit } from 'git-doc/composables'
import { defineJob, z } from 'git-doc/define'
import { reportOf, type Todo, todosIn } from '../find.ts'

export default defineJob({
  meta: {
    name: 'todo-report',
    description: 'Lists what comments say is left to do',
    version: '1.0.0',
    tags: ['docs'],
  },
  timeout: 300,
  repeat: 'safe',
  input: z.object({
    words: z.array(z.string()).default(['TODO', 'FIXME', 'HACK', 'XXX']),
    file: z.string().default(''),
    without: z.array(z.string()).default([]),
  }),
  async run({ input, log }) {
    const git = useGit()
    const todos: Todo[] = []
    for (const path of await git.files()) {
      if (path === input.file || input.without.some(part => path.includes(part))) continue
      const text = textOf(path)
      if (text !== undefined) todos.push(...todosIn(path, text, input.words))
    }
    const report = reportOf(todos, input.words, undefined)
    const counts = Object.fromEntries(
      input.words.map(word => [word, todos.filter(todo => todo.word === word).length]),
    )
    const message = `${todos.length} left to do`
    if (input.file === '') {
      log.info(report.trim())
      return { message, outputs: counts }
    }
    const made = await git.commit({
      message: 'docs: what is left to do',
      files: [{ path: input.file, content: report }],
    })
    if ('unchanged' in made) return { skipped: `${input.file} says it already.` }
    return { message, outputs: { ...counts, ...made } }
  },
})

/** Prose speaks of such words without meaning them; code and configuration mean them. */
const isProse = /\.(?:md|mdx|markdown|rst|txt|adoc|html?|svg|csv|json|lock)$/i

const textOf = (path: string): string | undefined => {
  try {
    if (isProse.test(path)) return undefined
    const facts = lstatSync(path)
    if (!facts.isFile() || facts.size > 2 ** 20) return undefined
    const text = readFileSync(path, 'utf8')
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}
