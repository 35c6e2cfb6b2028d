import { PassThrough, Readable } from 'node:stream'
import test from 'ava'
import { ask, confirm } from '../../src/cli/ask.ts'

const streams = () => ({ stdin: new PassThrough(), stderr: new PassThrough() })

test('an answer is taken, and nothing is the proposal', async t => {
  for (const [typed, answer] of [
    ['docs\n', 'docs'],
    ['\n', 'README.md'],
  ] as const) {
    const io = streams()
    io.stdin.write(typed)
    t.is(await ask('Which?', 'README.md', io), answer)
  }
})

test('an answer right before the end of the input counts', async t => {
  const stdin = Readable.from(['docs\n'])
  t.is(await ask('Which?', 'README.md', { stdin, stderr: new PassThrough() }), 'docs')
})

test('who leaves a question has cancelled, and has not answered', async t => {
  const io = streams()
  io.stdin.end()
  await t.throwsAsync(ask('Which?', 'README.md', io), { code: 'INTERRUPTED' })
  const other = streams()
  other.stdin.end()
  await t.throwsAsync(confirm('Continue?', other), { code: 'INTERRUPTED' })
})
