import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { openDerived } from '../../../src/adapters/state/derived.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { smallDisk } from '../../support/small-disk.ts'

const value = { words: new Map([['one', 1]]), places: new Float64Array([0.5]), title: 'Übung 🦊' }

const keptIn = async (folder: string, version = '1.0.0') => {
  const derived = openDerived(folder, version)
  derived.atEnd('things', () => value)
  await derived.save()
  return join(folder, 'derived', 'things')
}

test('what is kept can be had again, maps and all, and is its owner’s only', async t => {
  const folder = temporaryFolder(t)
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

test('two versions of Node that take turns each compute it themselves', async t => {
  const folder = temporaryFolder(t)
  const [older, newer] = ['15.0', '17.0']
  for (const [unicode, other] of [
    [older, newer],
    [newer, older],
  ]) {
    const derived = openDerived(folder, '1.0.0', unicode)
    derived.atEnd('things', () => value)
    await derived.save()
    t.is(await openDerived(folder, '1.0.0', other).read('things'), undefined)
    t.deepEqual(await openDerived(folder, '1.0.0', unicode).read('things'), value)
  }
})

test('a format that this version of Node does not know counts as missing', async t => {
  const folder = temporaryFolder(t)
  const file = await keptIn(folder)
  const body = readFileSync(file).subarray(32)
  body[1] = 0xff
  writeFileSync(file, Buffer.concat([createHash('sha256').update(body).digest(), body]))
  t.is(await openDerived(folder, '1.0.0').read('things'), undefined)
})

test('values that are read at the same time stay apart', async t => {
  const folder = temporaryFolder(t)
  const derived = openDerived(folder, '1.0.0')
  const values = [1, 2, 3].map(n => ({ numbers: new Int32Array(1000 * n).fill(n), n }))
  for (const each of values) derived.atEnd(`piece-${each.n}`, () => each)
  await derived.save()
  const again = openDerived(folder, '1.0.0')
  const names = ['piece-3', 'none', 'piece-1', 'piece-2']
  const [third, none, first, second] = await Promise.all(names.map(name => again.read(name)))
  t.deepEqual([first, second, third, none], [...values, undefined])
})

test('a value that cannot be written does not keep the others from being written', async t => {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'derived', 'one', 'in the way'), { recursive: true })
  const derived = openDerived(folder, '1.0.0')
  for (const name of ['one', 'two']) derived.atEnd(name, () => value)
  await t.notThrowsAsync(derived.save())
  const again = openDerived(folder, '1.0.0')
  t.is(await again.read('one'), undefined)
  t.deepEqual(await again.read('two'), value)
  t.deepEqual(readdirSync(join(folder, 'derived')).sort(), ['one', 'two'])
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

test('on a full disk what was kept stays, and when there is room the new value is kept', async t => {
  const disk = smallDisk(t, '256k')
  if (!disk) return t.pass('Only where a disk can be mounted.')
  await keptIn(disk.path)
  const large = { words: new Float64Array(100_000).fill(0.5) }
  const derived = openDerived(disk.path, '1.0.0')
  for (const name of ['things', 'piece-00']) derived.atEnd(name, () => large)
  await t.notThrowsAsync(derived.save())
  t.deepEqual(await openDerived(disk.path, '1.0.0').read('things'), value)
  t.deepEqual(readdirSync(join(disk.path, 'derived')), ['things'])
  t.true(disk.remount('size=16m'))
  await derived.save()
  for (const name of ['things', 'piece-00'])
    t.deepEqual(await openDerived(disk.path, '1.0.0').read(name), large)
})

test('what an earlier version stored goes when the work ends', async t => {
  const folder = temporaryFolder(t)
  const file = await keptIn(folder)
  const derived = openDerived(folder, '1.0.0')
  for (const name of ['things', 'never there']) derived.forget(name)
  t.true(existsSync(file))
  await derived.save()
  t.false(existsSync(file))
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
