// Publishes a doc commit and is killed when a step of it is done: `node doc-commits.child.js <place> <commit> <step>`.
import { openPublisher } from '../../../src/adapters/git/publisher.ts'
import { edits } from './publisher.support.ts'

const [place, commit, last] = process.argv.slice(2)
await openPublisher({
  ...JSON.parse(String(place)),
  onStep: step => {
    if (step === last) process.kill(process.pid, 'SIGKILL')
  },
}).publish(JSON.parse(String(commit)), edits)
