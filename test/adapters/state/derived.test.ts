import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { openDerived } from '../../../src/adapters/state/derived.ts'
import { temporaryFolder } from '../../support/repository.ts'

const value = { words: new Map([['one', 1]]), places: new Float64Array([0.5]), title: 'Übung 🦊' }

const keptIn = async (folder: string, version = '1.0.0') => {
  const derived = openDerived(folder, version)
  derived.atEnd('things', () => value)
  await derived.save()
  return join(folder, 'derived', 'things')
}

test('what is kept can be had again, maps and all, and is its owner’s only', async t => {
  const folder = join(temporaryFolder(t), 'state')
  t.is(await openDerived(folder, '1.0.0').read('things'), undefined)
  const file = await keptIn(folder)
  t.deepEqual(await openDerived(folder, '1.0.0').read('things'), value)
  t.is(await openDerived(folder, '1.0.0').read('other'), undefined)
  if (process.platform !== 'win32') t.is(statSync(file).mode & 0o777, 0o600)
})

test('another version of the program works it out itself', async t => {
  const folder = temporaryFolder(t)
  await keptIn(folder, '1.0.0')
  t.is(await openDerived(folder, '1.0.1').read('things'), undefined)
})

test('no byte can be changed and no end cut off unnoticed', async t => {
  const folder = temporaryFolder(t)
  const file = await keptIn(folder)
  const bytes = readFileSync(file)
  for (let at = 0; at < bytes.length; at += 1) {
    const flipped = Uint8Array.from(bytes)
    flipped[at] = (flipped[at] as number) ^ 1
    writeFileSync(file, flipped)
    t.is(await openDerived(folder, '1.0.0').read('things'), undefined, `byte ${at}`)
    writeFileSync(file, bytes.subarray(0, at))
    t.is(await openDerived(folder, '1.0.0').read('things'), undefined, `cut at ${at}`)
  }
})

test('where nothing is new the file stays as it is', async t => {
  const folder = temporaryFolder(t)
  const file = await keptIn(folder)
  const { mtimeMs, ino } = statSync(file)
  const derived = openDerived(folder, '1.0.0')
  derived.atEnd('things', () => undefined)
  await derived.save()
  t.deepEqual([statSync(file).mtimeMs, statSync(file).ino], [mtimeMs, ino])
})

test('what cannot be kept is nobody’s failure', async t => {
  const folder = temporaryFolder(t)
  const file = await keptIn(folder)
  rmSync(join(folder, 'derived'), { recursive: true })
  writeFileSync(join(folder, 'derived'), 'in the way')
  await t.notThrowsAsync(keptIn(folder))
  t.is(await openDerived(folder, '1.0.0').read('things'), undefined)
  rmSync(join(folder, 'derived'))
  await keptIn(folder)
  chmodSync(file, 0o400)
  await keptIn(folder)
  t.deepEqual(await openDerived(folder, '1.0.0').read('things'), value)
})
