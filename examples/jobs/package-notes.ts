// Writes into a note of each commit which packages it touched, one step for each package.
import { useGit, useNotes } from 'git-doc/composables'
import { defineJob, z } from 'git-doc/define'

export default defineJob({
  meta: {
    name: 'package-notes',
    description: 'Notes on each commit which packages it touched',
    version: '1.0.0',
    tags: ['monorepo'],
  },
  on: ['post-commit', 'post-merge'],
  paths: ['packages/:package/**'],
  input: z.object({ ref: z.string().default('packages') }),
  repeat: 'safe',
  async run({ params, files, input }) {
    const changed = await useGit().diff({ nameOnly: true, paths: [`packages/${params.package}`] })
    const text = `${params.package}: ${changed.length} files, ${files.join(', ')}`
    await useNotes().add(text, { ref: input.ref })
    return { message: text }
  },
})
