import test from 'ava'
import { childEnvironment } from '../../../src/adapters/process/child-environment.ts'

const own = {
  PATH: '/bin',
  Path: 'C:\\',
  HOME: '/h',
  LC_ALL: 'C',
  LCX: '1',
  TMPDIR: '/t',
  A_B: '1',
  SystemRoot: 'C:\\W',
  KEY: 'k',
}

test('a child inherits what it needs and what is named', t => {
  t.deepEqual(childEnvironment(own, ['A_*', 'NOT_SET'], 'linux'), {
    PATH: '/bin',
    HOME: '/h',
    LC_ALL: 'C',
    TMPDIR: '/t',
    A_B: '1',
  })
})

test('on Windows names are compared without case', t => {
  const { PATH: _, ...windows } = own
  const child = childEnvironment(windows, [], 'win32')
  t.is(child.PATH, 'C:\\')
  t.is(child.SYSTEMROOT, 'C:\\W')
  t.is(child.KEY, undefined)
})
