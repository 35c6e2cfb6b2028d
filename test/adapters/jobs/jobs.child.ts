// Runs the job in jobs/a.ts and prints what it prints.
import { openJobs } from '../../../src/adapters/jobs/open.ts'
import { openProcesses } from '../../../src/adapters/process/runner.ts'

const [root = '', folder = ''] = process.argv.slice(2)
const jobs = openJobs({ root, folder, processes: openProcesses(folder) })
const { signal } = new AbortController()
const run = 'job/test@manual.1'
const [file] = await jobs.find(['jobs'])
if (!file || 'error' in file) throw new Error('There is no job.')
await jobs.run({
  run,
  step: 'all',
  verb: 'run',
  file,
  definition: await jobs.define(file, run, signal),
  files: [],
  params: {},
  input: {},
  signal,
  answer: async () => null,
  onOutput: text => process.stdout.write(text),
})
