// Settles, or publishes a commit if one is given, while another process publishes: `node publisher-beside.child.js <place> [<commit>]`.
import { openPublisher } from '../../../src/adapters/git/publisher.ts'
import { edits } from './publisher.support.ts'

const [place, commit] = process.argv.slice(2)
const publisher = openPublisher(JSON.parse(String(place)))
const answer = commit
  ? await publisher.publish(JSON.parse(commit), edits)
  : { settled: (await publisher.settle()) === undefined }
await publisher.close()
console.log(JSON.stringify(answer))
