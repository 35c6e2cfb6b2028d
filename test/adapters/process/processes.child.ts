// Runs an endless command, prints its id, and waits or, if told to, exits.
import { openProcesses } from '../../../src/adapters/process/runner.ts'

const [folder = '', run = '', then] = process.argv.slice(2)

await openProcesses(folder).run({
  command: 'echo $$; exec sleep 1000',
  shell: true,
  cwd: folder,
  run,
  onOutput(chunk) {
    process.stdout.write(chunk, () => {
      if (then === 'exit') process.exit(0)
    })
  },
})
