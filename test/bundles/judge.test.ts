import { isDeepStrictEqual } from 'node:util'
import { gzipSync } from 'node:zlib'
import test from 'ava'
import * as fc from 'fast-check'
import { digests, readBundle } from '../../src/app/read-bundle.ts'
import type { Archive, ArchiveEntry } from '../../src/bundles/entry.ts'
import type { BundleFile } from '../../src/bundles/file.ts'
import { judge } from '../../src/bundles/judge.ts'
import { withManifest } from '../../src/bundles/manifest.ts'
import { checksum, tarParts } from '../../src/bundles/tar.ts'
import { sameName, unsafe } from '../../src/bundles/unsafe.ts'
import { archiveOf, folder, manifestFor, smallBundle, time } from '../support/bundles.ts'
import { runs } from '../support/runs.ts'

const faultOf = async (bytes: Uint8Array) =>
  judge(await readBundle(Buffer.from(bytes)), digests).fault

const files = smallBundle()

const flipped = (bytes: Uint8Array, at: number, by: number): Uint8Array => {
  const copy = Uint8Array.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ by
  return copy
}

for (const format of ['tar.gz', 'zip'] as const) {
  test(`nothing is wrong with a ${format} archive as it was made`, async t => {
    t.is(await faultOf(archiveOf(files, format)), undefined)
  })

  test(`one byte changed in any file is found, and that file is named (${format})`, async t => {
    const full = files.filter(({ bytes }) => bytes.length > 0)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(full.length - 1),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (index, at, by) => {
          const changed = full[index]
          const bytes = files.map(file =>
            file === changed
              ? { ...file, bytes: flipped(file.bytes, at % file.bytes.length, by) }
              : file,
          )
          const fault = await faultOf(archiveOf(bytes, format))
          t.is(fault?.kind, 'changed')
          t.is(fault?.file, changed?.path)
        },
      ),
      runs(40),
    )
  })

  test(`one byte changed anywhere in a ${format} archive is found, unless it is one that nobody reads`, async t => {
    const archive = archiveOf(files, format)
    const contents = ({ entries }: Archive) => entries.map(entry => [entry.path, entry.bytes()])
    const all = contents(await readBundle(archive))
    const property = async (at: number, by: number) => {
      const changed = Buffer.from(flipped(archive, at, by))
      // Between compressed blocks there may be bits that mean nothing.
      const isFound = (await faultOf(changed)) !== undefined
      t.true(
        isFound || isDeepStrictEqual(contents(await readBundle(changed)), all),
        `${at} ^ ${by}`,
      )
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(archive.length - 1), fc.integer({ min: 1, max: 255 }), property),
      runs(300),
    )
  })

  test(`a ${format} archive that ends early, or goes on, is found`, async t => {
    const archive = archiveOf(files, format)
    await fc.assert(
      fc.asyncProperty(fc.nat(archive.length - 1), async length => {
        t.truthy(await faultOf(archive.subarray(0, length)), `${length}`)
      }),
      runs(60),
    )
    t.truthy(await faultOf(Buffer.concat([archive, Buffer.from('more')])))
    t.truthy(await faultOf(Buffer.concat([archive, archive])))
  })

  test(`a file that is missing, additional, elsewhere or of another mode is named (${format})`, async t => {
    for (const file of files.slice(2)) {
      const others = files.filter(each => each !== file)
      const missing = await faultOf(archiveOf(others, format))
      t.deepEqual([missing?.kind, missing?.file], ['missing', file.path])
      const mode = files.map(each =>
        each === file ? { ...each, executable: !each.executable } : each,
      )
      const other = await faultOf(archiveOf(mode, format))
      t.deepEqual([other?.kind, other?.file], ['changed', file.path])
    }
    const more: BundleFile = { path: 'lib/more', bytes: new Uint8Array(3), executable: false }
    const additional = await faultOf(archiveOf([...files, more], format))
    t.deepEqual([additional?.kind, additional?.file], ['additional', `${folder}/lib/more`])
    t.is((await faultOf(archiveOf([...files].reverse(), format)))?.file, 'manifest.json')
    const [manifest, checksums, ...rest] = files
    if (!manifest || !checksums) return t.fail()
    t.is(
      (await faultOf(archiveOf([manifest, checksums, ...rest.reverse()], format)))?.kind,
      'changed',
    )
  })

  test(`a file that is there twice is refused, also if only case differs (${format})`, async t => {
    const twice = files.flatMap(file => (file.path === 'lib/empty' ? [file, file] : [file]))
    t.is((await faultOf(archiveOf(twice, format)))?.kind, 'unsafe')
    const shouted = files.flatMap(file =>
      file.path === 'lib/empty' ? [file, { ...file, path: 'lib/EMPTY' }] : [file],
    )
    t.is((await faultOf(archiveOf(shouted, format)))?.kind, 'unsafe')
  })

  test(`a path that leads out is refused, also if the manifest names it (${format})`, async t => {
    for (const path of [
      '../out',
      'lib/../../out',
      '..\\out',
      'a\\b',
      'C:/out',
      'a//b',
      './a',
      'a\nb',
      'nul.',
    ]) {
      const hostile = [{ path, bytes: new Uint8Array(1), executable: false }]
      const bundle = withManifest(hostile, manifestFor(hostile), digests)
      const fault = await faultOf(archiveOf(bundle, format))
      t.deepEqual([fault?.kind, fault?.file], ['unsafe', `${folder}/${path}`])
    }
  })
}

test('absolute paths are refused', t => {
  for (const path of ['/etc/passwd', 'C:\\Windows', 'c:x', '..', '.', ''])
    t.truthy(unsafe({ path, kind: 'file' }, new Set()), path)
  t.is(unsafe({ path: 'a/b..c/...d', kind: 'file' }, new Set()), undefined)
  t.is(sameName('E\u0301'), sameName('\u00e9'))
})

test('links, devices and folders of a tar archive are refused, whatever the manifest says', async t => {
  for (const [type, kind] of [
    ['1', 'unsafe'],
    ['2', 'unsafe'],
    ['3', 'unsafe'],
    ['x', 'unsafe'],
    ['L', 'unsafe'],
    ['5', 'changed'],
  ] as const) {
    const parts = [
      ...tarParts(
        files.map(file => ({ ...file, path: `${folder}/${file.path}` })),
        time.seconds,
      ),
    ]
    const header = parts[3 * files.findIndex(({ path }) => path === 'lib/empty')]
    if (!header) return t.fail()
    header[156] = type.charCodeAt(0)
    header.set(Buffer.from(`${checksum(header).toString(8).padStart(6, '0')}\0 `), 148)
    const fault = await faultOf(gzipSync(Buffer.concat(parts)))
    t.deepEqual([type, fault?.kind], [type, kind])
  }
})

test('a link of a zip archive is refused', async t => {
  const archive = archiveOf(files, 'zip')
  const at = archive.lastIndexOf(Buffer.from('504b0102', 'hex'))
  archive.writeUInt32LE((0o120777 << 16) >>> 0, at + 38)
  t.is((await faultOf(archive))?.kind, 'unsafe')
})

test('the owner, the time and what fills the blocks of a tar archive count too', async t => {
  const parts = [
    ...tarParts(
      files.map(file => ({ ...file, path: `${folder}/${file.path}` })),
      time.seconds + 1,
    ),
  ]
  t.is((await faultOf(gzipSync(Buffer.concat(parts))))?.file, 'manifest.json')
  const padded = [
    ...tarParts(
      files.map(file => ({ ...file, path: `${folder}/${file.path}` })),
      time.seconds,
    ),
  ]
  const padding = padded[3 * files.findIndex(({ path }) => path === 'bin/git-doc') + 2]
  padding?.fill(1, 0, 1)
  t.is((await faultOf(gzipSync(Buffer.concat(padded))))?.file, 'bin/git-doc')
})

test('what is no archive is told from one', async t => {
  for (const bytes of ['', 'P', 'PK', 'hello', '\x1f\x8b', gzipSync('hello'), gzipSync('')]) {
    const fault = await faultOf(Buffer.from(bytes as string, 'latin1'))
    t.is(fault?.kind, 'broken')
  }
})

test('a zip archive that would fill the disk is refused before it is unpacked', async t => {
  const archive = archiveOf(files, 'zip')
  const at = archive.indexOf(Buffer.from('504b0102', 'hex'))
  archive.writeUInt32LE(0xffffffff, at + 24)
  const { broken, entries } = await readBundle(archive)
  t.regex(broken ?? '', /more than/)
  t.is(entries.length, 0)
})

test('a manifest with anything else in it is no manifest', async t => {
  const [manifest, ...rest] = files
  if (!manifest) return t.fail()
  const text = Buffer.from(manifest.bytes).toString()
  for (const other of [
    '',
    '{}',
    `${text} `,
    text.replace('{', '{"more":1,'),
    text.replace('1.2.3', '1.2.4'),
  ]) {
    const changed = [{ ...manifest, bytes: Buffer.from(other) }, ...rest]
    const fault = await faultOf(archiveOf(changed, 'tar.gz'))
    t.deepEqual([fault?.kind, fault?.file], ['changed', 'manifest.json'], other.slice(0, 20))
  }
})

test('an entry is asked only once nothing speaks against it', t => {
  const asked: string[] = []
  const entry = (path: string, kind: ArchiveEntry['kind']): ArchiveEntry => ({
    path,
    kind,
    executable: false,
    size: 0,
    bytes: () => void asked.push(path) as undefined,
    isOurs: () => true,
  })
  const { fault } = judge(
    { entries: [entry('a/manifest.json', 'file'), entry('a/b', 'link')] },
    digests,
  )
  t.is(fault?.kind, 'unsafe')
  t.deepEqual(asked, [])
})
