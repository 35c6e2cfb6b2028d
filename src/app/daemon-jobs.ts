import { openJobs } from '../adapters/jobs/open.ts'
import { openProcesses } from '../adapters/process/runner.ts'
import type { Jobs } from '../ports/jobs.ts'
import type { Settings } from '../ports/settings.ts'

/** The jobs of each working tree that a daemon works on, with a process that waits for the next job of each kind. */
export const openDaemonJobs = (folder: string) => {
  const opened = new Map<string, ReturnType<typeof openJobs>>()
  return {
    of(root: string, templates: Settings['templates']): Jobs {
      const key = JSON.stringify([root, templates])
      const processes = openProcesses(folder)
      const jobs =
        opened.get(key) ?? openJobs({ root, folder, processes, templates, keepsWaiting: true })
      opened.set(key, jobs)
      return jobs
    },
    async close(): Promise<void> {
      await Promise.all([...opened.values()].map(({ close }) => close()))
    },
  }
}
