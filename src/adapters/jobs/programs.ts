/** The programs that a job runs in lie in one folder, beside this code and beside the bundles that it is in. */
const program = (name: string): URL => new URL(`../jobs/${name}.js`, import.meta.url)

export const supervisorProgram = program('supervisor.child')
export const resolveProgram = program('resolve.child')
export const jobProgram = program('job.child')

/** What a job may import of git-doc: always of the git-doc that runs it. */
export const ownEntries: Readonly<Record<string, string>> = {
  'git-doc/define': program('define').href,
  'git-doc/composables': program('composables').href,
}
