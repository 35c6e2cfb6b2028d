import test from 'ava'
import { endAll } from '../../src/app/end-all.ts'

test('what cannot be ended keeps nothing else open, and is told when all is done', async t => {
  const ended: string[] = []
  const opened = ['repository', 'log', 'status'].map(name => async () => {
    ended.push(name)
    if (name !== 'repository') throw new Error(name)
  })
  await t.throwsAsync(endAll(opened), { message: 'status' })
  t.deepEqual(ended, ['status', 'log', 'repository'])
  await endAll(opened)
  t.is(ended.length, 3, 'nothing is ended twice')
})
