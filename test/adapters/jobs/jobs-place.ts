import { mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { openJobs } from '../../../src/adapters/jobs/open.ts'
import { openProcesses } from '../../../src/adapters/process/runner.ts'
import type {
  BrokenJobFile,
  JobCall,
  JobDefinition,
  JobFile,
  JobOutcome,
  Jobs,
} from '../../../src/ports/jobs.ts'
import { temporaryFolder } from '../../support/repository.ts'

/** A working tree and a state folder in which jobs are found, defined and run. */
export const jobsPlace = (t: ExecutionContext) => {
  const folder = realpathSync(temporaryFolder(t))
  const root = join(folder, 'repository')
  const state = join(folder, 'state')
  mkdirSync(root)
  mkdirSync(state)
  const processes = openProcesses(state)
  const open = (keepsWaiting = false) =>
    openJobs({ root, folder: state, processes, grace: 200, keepsWaiting })
  const jobs = open()
  const { signal } = new AbortController()
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const found = async (path: string): Promise<JobFile | BrokenJobFile> => {
    const all = await jobs.find([dirname(path)])
    const file = all.find(each => each.path === path)
    if (!file) throw new Error(`${path} was not found.`)
    return file
  }
  const fileAt = async (path: string): Promise<JobFile> => {
    const file = await found(path)
    if ('error' in file) throw file.error
    return file
  }
  const define = async (path: string): Promise<JobDefinition> =>
    await jobs.define(await fileAt(path), 'job/test@manual.1', signal)
  return {
    folder,
    root,
    state,
    open,
    jobs,
    processes,
    write,
    found,
    fileAt,
    define,
    /** Defines and runs the job of a file. */
    async run(path: string, own: Partial<JobCall> = {}, by: Jobs = jobs): Promise<JobOutcome> {
      const file = await fileAt(path)
      const definition = await jobs.define(file, 'job/test@manual.1', signal)
      return await by.run({
        run: 'job/test@manual.1',
        step: 'all',
        verb: 'run',
        file,
        definition,
        files: [],
        params: {},
        input: {},
        signal,
        answer: async () => null,
        ...own,
      })
    },
  }
}

/** The text of a job whose `run` has this body, and what else it defines. */
export const jobText = (body: string, more = '', imports = ''): string =>
  `import { defineJob, z } from 'git-doc/define'
import * as composables from 'git-doc/composables'
${imports}
export default defineJob({
  meta: { name: 'test' },
  ${more}
  async run(context) {
    ${body}
  },
})
`
