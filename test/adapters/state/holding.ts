import { acquireRunLock } from '../../../src/adapters/state/run-lock.ts'

/** Takes the lock of a folder and says whether it could; holds it until it is killed, or throws. */
const [folder = '', then] = process.argv.slice(2)
const said = await acquireRunLock(folder).then(
  () => 'held',
  error => String(error.code),
)
process.stdout.write(said)
if (said === 'held' && then === 'wait') setInterval(() => {}, 1_000)
