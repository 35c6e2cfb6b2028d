import { execFileSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { readBundle } from '../../src/app/read-bundle.ts'
import { tarHeader } from '../../src/bundles/tar.ts'
import { bundleTime } from '../../src/bundles/time.ts'
import { archiveOf, folder, smallBundle } from '../support/bundles.ts'
import { temporaryFolder } from '../support/repository.ts'

const unpackedIs = (t: ExecutionContext, at: string): void => {
  for (const { path, bytes, executable } of smallBundle()) {
    const file = join(at, folder, path)
    t.deepEqual(readFileSync(file), Buffer.from(bytes), path)
    t.is((statSync(file).mode & 0o111) !== 0, executable, path)
    t.is(Math.floor(statSync(file).mtimeMs / 1000), Date.UTC(2026, 0, 31, 12, 30, 10) / 1000, path)
  }
}

const run = (cwd: string, program: string, ...args: string[]): string =>
  execFileSync(program, args, { cwd, env: { ...process.env, TZ: 'UTC' }, stdio: 'pipe' }).toString()

test('GNU tar unpacks what was packed, with modes and times', t => {
  const at = temporaryFolder(t)
  writeFileSync(join(at, 'a.tar.gz'), archiveOf(smallBundle(), 'tar.gz'))
  run(at, 'tar', 'xzf', 'a.tar.gz')
  unpackedIs(t, at)
})

test('the checksums are those that sha256sum finds', t => {
  const at = temporaryFolder(t)
  writeFileSync(join(at, 'a.tar.gz'), archiveOf(smallBundle(), 'tar.gz'))
  run(at, 'tar', 'xzf', 'a.tar.gz')
  const answer = run(join(at, folder), 'sha256sum', '--check', 'checksums.txt')
  t.is(answer.match(/: OK/g)?.length, smallBundle().length - 1)
})

test('the zip module of Python finds nothing wrong with a zip archive, and reads every byte', t => {
  const at = temporaryFolder(t)
  writeFileSync(join(at, 'a.zip'), archiveOf(smallBundle(), 'zip'))
  const program = `
import sys, zipfile
archive = zipfile.ZipFile('a.zip')
assert archive.testzip() is None
for entry in archive.infolist():
    print(entry.filename, entry.file_size, oct(entry.external_attr >> 16), entry.date_time)`
  const lines = run(at, 'python3', '-c', program).trim().split('\n')
  t.deepEqual(
    lines,
    smallBundle().map(
      ({ path, bytes, executable }) =>
        `${folder}/${path} ${bytes.length} 0o100${executable ? 755 : 644} (2026, 1, 31, 12, 30, 10)`,
    ),
  )
})

for (const format of ['tar.gz', 'zip'] as const) {
  test(`a ${format} archive has the same bytes each time, and is read as it was written`, async t => {
    const bytes = archiveOf(smallBundle(), format)
    t.deepEqual(archiveOf(smallBundle(), format), bytes)
    const { entries, broken } = await readBundle(bytes)
    t.is(broken, undefined)
    t.deepEqual(
      entries.map(({ path, executable, kind, bytes }) => ({
        path,
        executable,
        kind,
        bytes: Buffer.from(bytes() ?? []),
      })),
      smallBundle().map(({ path, executable, bytes }) => ({
        path: `${folder}/${path}`,
        executable,
        kind: 'file',
        bytes: Buffer.from(bytes),
      })),
    )
  })
}

test('a path that no tar header has room for is refused', t => {
  const header = (path: string) => () => tarHeader({ path, size: 0, executable: false }, 0)
  t.notThrows(header(`${'a'.repeat(155)}/${'b'.repeat(100)}`))
  t.throws(header(`${'a'.repeat(155)}/${'b'.repeat(101)}`), { code: 'BUNDLE_PATH_TOO_LONG' })
  t.throws(header('a'.repeat(101)), { code: 'BUNDLE_PATH_TOO_LONG' })
})

test('times are counted as the calendar has them', t => {
  for (const iso of [
    '1970-01-01T00:00:00Z',
    '1999-12-31T23:59:59Z',
    '2000-02-29T12:00:00Z',
    '2026-03-01T00:00:01Z',
    '2100-02-28T23:00:00Z',
    '2107-12-31T23:59:59Z',
  ])
    t.is(bundleTime(iso).seconds, Date.parse(iso) / 1000, iso)
})
