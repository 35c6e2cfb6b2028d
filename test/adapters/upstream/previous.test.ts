import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openUpstream } from '../../../src/adapters/upstream/open.ts'
import { temporaryFolder } from '../../support/repository.ts'

const globs = ['bin/**', '!bin/*.log']

const here = (t: ExecutionContext, files: Readonly<Record<string, string>>) => {
  const root = temporaryFolder(t)
  let time = 0
  const now = () => {
    time += 1_000
    return new Date(time)
  }
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  for (const [file, text] of Object.entries(files)) write(file, text)
  const tools = openUpstream({ root, folder: join(root, 'state'), isFromRepository: true, now })
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  return { root, write, read, tools }
}

test('what is kept comes back as it was: bytes and modes, without what came later', async t => {
  const { root, write, read, tools } = here(t, {
    'bin/app': 'one',
    'bin/lib/a': 'a',
    'bin/x.log': '',
  })
  chmodSync(join(root, 'bin/app'), 0o755)
  const { files, folder } = await tools.keep('app', '1.0.0', globs)
  t.deepEqual(
    files.map(({ path }) => path),
    ['bin/app', 'bin/lib/a'],
  )
  t.true(existsSync(join(root, folder, 'manifest.json')))
  write('bin/app', 'two')
  chmodSync(join(root, 'bin/app'), 0o644)
  rmSync(join(root, 'bin/lib'), { recursive: true })
  write('bin/new', 'new')
  const restored = await tools.restore('app', '1.0.0', globs, files)
  t.true(restored.changed)
  t.is(read('bin/app'), 'one')
  t.is(statSync(join(root, 'bin/app')).mode & 0o777, 0o755)
  t.is(read('bin/lib/a'), 'a')
  t.false(existsSync(join(root, 'bin/new')))
  t.true(existsSync(join(root, 'bin/x.log')))
  // Once more changes nothing.
  t.false((await tools.restore('app', '1.0.0', globs, files)).changed)
})

test('a file that is in use keeps its own bytes; the new one takes its name', async t => {
  const { root, write, tools } = here(t, { 'bin/app': 'one' })
  const { files } = await tools.keep('app', '1.0.0', globs)
  write('bin/app', 'two')
  const before = statSync(join(root, 'bin/app')).ino
  await tools.restore('app', '1.0.0', globs, files)
  t.not(statSync(join(root, 'bin/app')).ino, before)
})

test('the last three versions are kept, by when they were kept', async t => {
  const { root, tools } = here(t, { 'bin/app': 'one' })
  for (const version of ['1.10.0', '1.2.0', '2.0.0', '1.0.0', 'a/b'])
    await tools.keep('app', version, globs)
  t.deepEqual(readdirSync(join(root, '.git-doc/previous/app')).sort(), ['1.0.0', '2.0.0', 'a%2Fb'])
  t.is(readFileSync(join(root, '.git-doc/previous/.gitignore'), 'utf8'), '*\n')
})

test('what was kept and is damaged, gone or another one is not put back', async t => {
  const { write, read, tools } = here(t, { 'bin/app': 'one' })
  const { files, folder } = await tools.keep('app', '1.0.0', globs)
  write('bin/app', 'two')
  const refused = { code: 'UPSTREAM_NOTHING_KEPT' }
  await t.throwsAsync(tools.restore('app', '0.9.0', globs, files), refused)
  write(join(folder, 'files/bin/app'), 'three')
  await t.throwsAsync(tools.restore('app', '1.0.0', globs, files), refused)
  // Also if the folder says that it is right: the log decides.
  const manifest = JSON.parse(read(join(folder, 'manifest.json')))
  manifest.files[0].sha256 = (await tools.files([`${folder}/files/bin/app`]))[0]?.sha256
  write(join(folder, 'manifest.json'), JSON.stringify(manifest))
  await t.throwsAsync(tools.restore('app', '1.0.0', globs, files), refused)
  write(join(folder, 'manifest.json'), 'half of')
  await t.throwsAsync(tools.restore('app', '1.0.0', globs, files), refused)
  t.is(read('bin/app'), 'two')
})

test('a place that cannot be written is an error that says which, and nothing was kept halfway', async t => {
  const { root, write, tools } = here(t, { 'bin/app': 'one' })
  write('.git-doc/previous/app', 'a file in the way')
  await t.throwsAsync(tools.keep('app', '1.0.0', globs), { code: 'UPSTREAM_NOT_KEPT' })
  rmSync(join(root, '.git-doc/previous/app'))
  const { files } = await tools.keep('app', '1.0.0', globs)
  rmSync(join(root, 'bin'), { recursive: true })
  write('bin', 'a file where a folder was')
  await t.throwsAsync(tools.restore('app', '1.0.0', globs, files), {
    code: 'UPSTREAM_NOT_RESTORED',
  })
})

test('no link leads out of the repository', async t => {
  const { root, tools } = here(t, { 'bin/app': 'one' })
  const elsewhere = temporaryFolder(t)
  writeFileSync(join(elsewhere, 'secret'), 'secret')
  symlinkSync(elsewhere, join(root, 'bin/out'))
  symlinkSync(elsewhere, join(root, 'linked'))
  t.deepEqual(
    (await tools.files(['bin/**', 'linked/**', 'linked/secret'])).map(({ path }) => path),
    ['bin/app'],
  )
})
