// By hand, on Linux: `npm run test:slow -- [AVA's arguments]`. The tests on one core beside four loops that never rest, as on a
// machine that is busy with other things: whatever waits for the clock and not for an event fails here first.
import { spawn } from 'node:child_process'

const loops = 4
const onOneCore = (args, stdio) =>
  spawn('taskset', ['-c', '0', process.execPath, ...args], { stdio })

const busy = Array.from({ length: loops }, () => onOneCore(['-e', 'for (;;);'], 'ignore'))
const began = Date.now()
const ava = onOneCore(
  ['node_modules/ava/entrypoints/cli.mjs', '--timeout', '60m', ...process.argv.slice(2)],
  'inherit',
)
const rest = () => {
  for (const loop of busy) loop.kill('SIGKILL')
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => ava.kill(signal))
ava.once('error', error => {
  rest()
  throw error
})
ava.once('close', code => {
  rest()
  const minutes = ((Date.now() - began) / 60_000).toFixed(1)
  console.log(`${minutes} minutes on one core beside ${loops} busy loops.`)
  process.exitCode = code ?? 1
})
