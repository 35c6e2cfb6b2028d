import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { replaceFile, replaceUserFile } from '../../../src/adapters/files/replace-file.ts'
import { temporaryFolder } from '../../support/repository.ts'

test('a file is replaced whole, by the mode that was asked for', async t => {
  const path = join(temporaryFolder(t), 'file')
  writeFileSync(path, 'old')
  t.true(await replaceFile(path, ['new ', Buffer.from('text')], { mode: 0o640, durable: true }))
  t.is(readFileSync(path, 'utf8'), 'new text')
  if (process.platform !== 'win32') t.is(statSync(path).mode & 0o777, 0o640)
})

test('the old file stays where the last look says no, or a chunk fails; nothing else is left', async t => {
  const folder = temporaryFolder(t)
  const path = join(folder, 'file')
  writeFileSync(path, 'old')
  t.false(await replaceFile(path, ['new'], { written: async () => false }))
  const broken = async function* () {
    yield 'half'
    throw new Error('no more')
  }
  await t.throwsAsync(replaceFile(path, broken()), { message: 'no more' })
  t.is(readFileSync(path, 'utf8'), 'old')
  t.deepEqual(readdirSync(folder), ['file'])
})

test('a temporary file that a killed process left is written over', async t => {
  const folder = temporaryFolder(t)
  const temporary = join(folder, 'left')
  writeFileSync(temporary, 'left')
  t.true(await replaceFile(join(folder, 'file'), ['new'], { temporary }))
  t.deepEqual(readdirSync(folder), ['file'])
})

test('a file of the person’s keeps its mode, and a link stays a link', async t => {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'real'))
  const real = join(folder, 'real', 'config')
  writeFileSync(real, 'old', { mode: 0o604 })
  symlinkSync(join('real', 'config'), join(folder, 'link'))
  await replaceUserFile(join(folder, 'link'), 'new')
  t.true(lstatSync(join(folder, 'link')).isSymbolicLink())
  t.is(readFileSync(real, 'utf8'), 'new')
  if (process.platform !== 'win32') t.is(statSync(real).mode & 0o777, 0o604)
  await replaceUserFile(join(folder, 'fresh'), 'new')
  t.is(readFileSync(join(folder, 'fresh'), 'utf8'), 'new')
})
