/** The text of a new job file, for `job create`. */
export const newJob = (
  name: string,
  hook: string,
): string => `import { defineJob } from 'git-doc/define'
import { useGit } from 'git-doc/composables'

export default defineJob({
  meta: {
    name: '${name}',
    description: 'Says what each commit changed',
    version: '1.0.0',
  },
  // What starts it: Git hooks, or the end of another run. "git-doc job run ${name}" always works.
  on: ['${hook}'],
  // The changed files it is about; leave it out to run for every commit.
  // paths: ['src/:package/**'],
  async run({ commit, files, log }) {
    const git = useGit()
    const [last] = await git.log({ limit: 1 })
    log.info(\`\${files.length} changed in \${commit?.slice(0, 8)}: \${last?.subject}\`)
    return { message: \`\${files.length} changed\` }
  },
})
`

/** Names of jobs: words of a file name. */
export const isJobName = (name: string): boolean => /^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/i.test(name)
