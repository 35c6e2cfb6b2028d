import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import test, { type ExecutionContext } from 'ava'
import { tarHeader } from '../../src/bundles/tar.ts'
import { command } from '../support/run-command.ts'
import { storyRepository } from '../support/scenario.ts'

const job = (name: string, body: string) =>
  `import { defineJob, z } from 'git-doc/define'\nimport { useTemplate } from 'git-doc/composables'\nexport default defineJob({ meta: { name: '${name}', version: '1' }, ${body} })\n`

/** The files of a pack whose one job leaves a mark when anything of it is loaded. */
const pack = (name: string, own: object = {}, more: Readonly<Record<string, string>> = {}) => ({
  'pack.json': JSON.stringify({
    name,
    version: '1.0.0',
    engine: '>=0.1.0',
    jobs: [{ name: 'main', file: 'jobs/main.mjs' }],
    ...own,
  }),
  'jobs/main.mjs': job('main', `run: () => ({ message: 'hello from ${name}' })`),
  ...more,
})

type Files = Readonly<Record<string, string>>

const story = (t: ExecutionContext) => {
  const repository = storyRepository(t)
  repository.commit('Begin', { 'README.md': '# Tool\n' })
  const outside = dirname(repository.path)
  /** Writes a pack beside the repository. */
  const write = (folder: string, files: Files) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(outside, folder, path)), { recursive: true })
      writeFileSync(join(outside, folder, path), text)
    }
  }
  const lock = () =>
    JSON.parse(readFileSync(join(repository.path, '.git-doc/packs.lock.json'), 'utf8')).packs
  const code = async (line: string) => {
    const { stdout } = await repository.run(`${line} --json`)
    return JSON.parse(stdout).error?.code
  }
  return { ...repository, outside, writePack: write, lock, code }
}

/** An archive as npm makes it, of any entries. */
const tgz = (entries: readonly (readonly [path: string, text: string, type?: string])[]) => {
  const parts = entries.flatMap(([path, text, type]) => {
    const bytes = Buffer.from(text)
    const header = tarHeader({ path, size: bytes.length, executable: false }, 0)
    if (type) {
      header.set(Buffer.from(type), 156)
      const sum = header.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0)
      header.set(Buffer.from(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
    }
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]
  })
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(1024)]))
}

const packed = (files: Files) =>
  tgz(Object.entries(files).map(([path, text]) => [`package/${path}`, text] as const))

test('a pack from a folder runs once it is allowed, and nothing of it before', async t => {
  const { run, writePack, lock, path, git } = story(t)
  writePack(
    'mine',
    pack(
      'mine',
      {},
      {
        'jobs/main.mjs': `import { writeFileSync } from 'node:fs'\nconsole.log('loaded')\n${job('main', `run: () => ({ message: 'done' })`)}`,
      },
    ),
  )
  const installed = await run('git-doc pack install ../mine')
  t.is(installed.code, 0, installed.stderr)
  t.regex(
    installed.stdout,
    /mine 1\.0\.0 installed from folder:\.\.\/mine\.\nNothing of it runs before/,
  )
  t.like(lock().mine, { source: 'folder:../mine', direct: true })
  t.is(git('status', '--porcelain'), '?? .git-doc/', 'what is installed is ignored')
  git('add', '.git-doc')
  t.is(git('status', '--porcelain'), 'A  .git-doc/packs.lock.json')
  const refused = await run('git-doc job run mine/main')
  t.is(refused.code, 2)
  t.regex(refused.stderr, /\.git-doc\/packs\/mine\/jobs\/main\.mjs .*not allowed/)
  t.regex((await run('git-doc job list')).stdout, /main\.mjs: not allowed/)
  await run('git-doc allow --yes')
  t.regex((await run('git-doc job run mine/main')).stdout, /success\n {2}done/)
  writeFileSync(join(path, '.git-doc/packs/mine/jobs/main.mjs'), job('main', 'run() {}'))
  t.like(JSON.parse((await run('git-doc pack list mine --json')).stdout), {
    packs: [{ state: 'changed' }],
  })
  t.is((await run('git-doc job run mine/main')).code, 2, 'a changed file is not allowed')
  t.regex((await run('git-doc pack install')).stdout, /mine 1\.0\.0 installed/)
  t.is((await run('git-doc job run mine/main --force')).code, 0)
  t.regex((await run('git-doc pack install')).stdout, /All 1 are here/)
})

test('a folder, a packed archive and a tag of Git give the same bytes', async t => {
  const { run, writePack, outside, lock } = story(t)
  writePack('a', pack('a'))
  writeFileSync(join(outside, 'a-1.0.0.tgz'), packed(pack('a')))
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: join(outside, 'a'),
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
    })
  git('init', '--quiet', '--initial-branch=main')
  git('add', '.')
  git('-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'a')
  git('tag', 'v1.0.0')
  const seen: string[] = []
  for (const source of ['../a', '../a-1.0.0.tgz', '../a#v1.0.0']) {
    const answer = await run(`git-doc pack install '${source}'`)
    t.is(answer.code, 0, answer.stderr)
    seen.push(lock().a.integrity)
    await run('git-doc pack remove a')
  }
  t.is(new Set(seen).size, 1)
  await run(`git-doc pack install '../a#v1.0.0'`)
  t.regex(lock().a.resolved, /^git:\.\.\/a#[0-9a-f]{40}$/)
})

test('npm packs a pack as it is', async t => {
  const { run, writePack, outside, lock } = story(t)
  writePack('a', pack('a', {}, { 'package.json': '{"name":"@acme/a","version":"1.0.0"}' }))
  execFileSync('npm', ['pack', '--silent', './a'], {
    cwd: outside,
    env: { ...process.env, HOME: outside },
  })
  const answer = await run('git-doc pack install ../acme-a-1.0.0.tgz')
  t.is(answer.code, 0, answer.stderr)
  t.like(lock().a, { version: '1.0.0', source: 'tarball:../acme-a-1.0.0.tgz' })
})

test('what a pack requires comes with it, and goes with it', async t => {
  const { run, writePack, lock, code } = story(t)
  writePack('a', pack('a', { requires: { b: '../b' } }))
  writePack('b', pack('b', { requires: { c: '../c' } }))
  writePack('c', pack('c'))
  await run('git-doc pack install ../a')
  t.deepEqual(
    Object.entries<{ direct: boolean }>(lock()).map(([name, { direct }]) => [name, direct]),
    [
      ['a', true],
      ['b', false],
      ['c', false],
    ],
  )
  t.is(await code('git-doc pack remove b'), 'PACK_REQUIRED')
  t.is((await run('git-doc pack remove a')).stdout, 'a removed.\nb removed.\nc removed.\n')
  t.deepEqual(lock(), {})
})

test('another clone installs the same bytes from the lock file, or nothing', async t => {
  const { run, writePack, git, path, outside } = story(t)
  writePack('a', pack('a'))
  await run('git-doc pack install ../a changelog')
  git('add', '.git-doc')
  git('commit', '--quiet', '--message', 'packs')
  const other = join(outside, 'other')
  git('clone', '--quiet', path, other)
  const there = (line: string) => command(line, other)
  t.regex(
    (await there('git-doc job list')).stdout,
    /packs\/a: The pack a is not here as .*pack install/,
  )
  t.regex((await there('git-doc job run a/main')).stderr, /no job "a\/main"|not here as/)
  t.is((await there('git-doc pack install')).code, 0)
  for (const name of ['a', 'changelog', 'conventional-commits'])
    t.notThrows(() =>
      git(
        ...['diff', '--no-index', '--quiet'],
        join(path, '.git-doc/packs', name),
        join(other, '.git-doc/packs', name),
      ),
    )
  rmSync(join(other, '.git-doc/packs'), { recursive: true })
  writePack('a', { 'jobs/main.mjs': job('main', `run() { throw 1 }`) })
  const answer = JSON.parse((await there('git-doc pack install --json')).stdout)
  t.is(answer.error.code, 'PACK_LOCK_MISMATCH')
  t.false(existsSync(join(other, '.git-doc/packs/changelog')), 'nothing is installed')
  t.regex((await run('git-doc pack update')).stdout, /^a 1\.0\.0 updated from folder:\.\.\/a\./)
})

test('packs are given inputs, templates under their name, and jobs that need each other', async t => {
  const { run, writePack, write } = story(t)
  writePack('p', {
    'pack.json': JSON.stringify({
      name: 'p',
      version: '1.0.0',
      engine: '*',
      inputs: { who: { type: 'text', description: 'Whom to greet', default: 'you' } },
      jobs: [
        { name: 'p', file: 'p.ts' },
        { name: 'second', file: 'second.ts' },
      ],
      templates: ['views'],
    }),
    'p.ts': job(
      'p',
      `on: 'post-commit', input: z.object({ who: z.string().default('') }), async run({ input }) { return { message: await useTemplate().render('p/hello.njk', input) } }`,
    ),
    'second.ts': job('second', `on: 'post-commit', needs: ['p'], run() {}`),
    'views/hello.njk': 'Hello {{ who }}',
  })
  await run('git-doc pack install ../p')
  await run('git-doc allow --yes')
  t.regex((await run('git-doc job run p')).stdout, /Hello you/)
  write('.git-doc/config.toml', '[packs.inputs.p]\nwho = "Ada"\n')
  t.regex((await run('git-doc job run p')).stdout, /Hello Ada/)
  t.regex((await run('git-doc job run p --input who=Bob')).stdout, /Hello Bob/)
  t.regex((await run('git-doc template list')).stdout, /p\/hello\.njk/)
  t.regex(
    (await run('git-doc job simulate --hook post-commit --files a')).stdout,
    /p\/second after p/,
  )
  write('.git-doc/config.toml', '[packs.inputs.p]\nwho = 1\n')
  t.regex((await run('git-doc job list')).stdout, /packs\.inputs\.p\.who must be a text/)
})

test('a pack of the repository needs no installation', async t => {
  const { run, writePack } = story(t)
  writePack('repository/packs/own', pack('own'))
  await run('git-doc allow --yes')
  t.regex((await run('git-doc job run own/main')).stdout, /hello from own/)
  t.regex((await run('git-doc pack list')).stdout, /own +1\.0\.0 +ready +own\/main/)
})

const bad = test.macro(
  async (t, packs: Readonly<Record<string, Files>>, line: string, expected: string) => {
    const { code, writePack, path } = story(t)
    for (const [folder, files] of Object.entries(packs)) writePack(folder, files)
    t.is(await code(`git-doc ${line}`), expected)
    t.false(existsSync(join(path, '.git-doc')), 'nothing was written')
  },
)
for (const [title, packs, line, code] of [
  ['another engine', { a: pack('a', { engine: '^9.0.0' }) }, 'pack install ../a', 'PACK_ENGINE'],
  [
    'a path outside',
    { a: pack('a', { jobs: [{ name: 'x', file: '../x.ts' }] }) },
    'pack install ../a',
    'PACK_INVALID',
  ],
  [
    'two jobs of one name',
    {
      a: pack('a', {
        jobs: [
          { name: 'x', file: 'jobs/main.mjs' },
          { name: 'x', file: 'jobs/main.mjs' },
        ],
      }),
    },
    'pack install ../a',
    'PACK_INVALID',
  ],
  ['a folder that is not there', {}, 'pack install ../none', 'PACK_SOURCE_UNREACHABLE'],
  ['an archive that is not there', {}, 'pack install ../none.tgz', 'PACK_SOURCE_UNREACHABLE'],
  [
    'a repository that is not there',
    {},
    `pack install '../none.git#v1'`,
    'PACK_SOURCE_UNREACHABLE',
  ],
  [
    'an address that leads nowhere',
    {},
    `pack install 'https://127.0.0.1:1/a.git#v1'`,
    'PACK_SOURCE_UNREACHABLE',
  ],
  [
    'a password in the address',
    {},
    `pack install 'https://a:b@127.0.0.1/a.git#v1'`,
    'PACK_SOURCE_INVALID',
  ],
  ['a name that is nearly right', {}, 'pack install chnagelog', 'PACK_UNKNOWN'],
  [
    'packs in a circle',
    { a: pack('a', { requires: { b: '../b' } }), b: pack('b', { requires: { a: '../a' } }) },
    'pack install ../a',
    'PACK_CYCLE',
  ],
  [
    'a pack that requires itself',
    { a: pack('a', { requires: { a: '../a' } }) },
    'pack install ../a',
    'PACK_CYCLE',
  ],
  [
    'two packs of one name',
    { a: pack('x'), b: pack('x', { version: '2.0.0' }) },
    'pack install ../a ../b',
    'PACK_CONFLICT',
  ],
  [
    'a pack that is required by another name',
    { a: pack('a', { requires: { c: '../b' } }), b: pack('b') },
    'pack install ../a',
    'PACK_INVALID',
  ],
  ['nothing to remove', {}, 'pack remove a', 'PACK_NOT_THERE'],
  ['a verb that is not known', {}, 'pack add a', 'USAGE'],
] as const)
  test(`bad input: ${title}`, bad, packs as Readonly<Record<string, Files>>, line, code)

const manifest = pack('a')['pack.json']
for (const [title, bytes] of [
  [
    'a path outside',
    tgz([
      ['package/pack.json', manifest],
      ['package/../../evil', 'x'],
    ]),
  ],
  ['an absolute path', tgz([['/package/pack.json', manifest]])],
  [
    'a link',
    tgz([
      ['package/pack.json', manifest],
      ['package/x', '', '2'],
    ]),
  ],
  [
    'a device',
    tgz([
      ['package/pack.json', manifest],
      ['package/x', '', '3'],
    ]),
  ],
  [
    'a file twice',
    tgz([
      ['package/pack.json', manifest],
      ['package/PACK.json', manifest],
    ]),
  ],
  [
    'two folders',
    tgz([
      ['package/pack.json', manifest],
      ['other/x', ''],
    ]),
  ],
  [
    'a file beside its folder',
    tgz([
      ['package/pack.json', manifest],
      ['x', ''],
    ]),
  ],
  ['more than it may unpack to', gzipSync(Buffer.alloc(2 ** 26))],
  ['too many files', tgz(Array.from({ length: 2_100 }, (_, at) => [`package/${at}`, ''] as const))],
  ['no gzip', Buffer.from('hello')],
  ['an end too early', gzipSync(Buffer.alloc(700, 1))],
] as const)
  test(`an archive with ${title} is not unpacked`, async t => {
    const { code, outside, path } = story(t)
    writeFileSync(join(outside, 'a.tgz'), bytes)
    t.is(await code('git-doc pack install ../a.tgz'), 'PACK_UNSAFE')
    t.false(existsSync(join(path, '.git-doc')))
  })

test('an archive that was changed after it was locked is refused', async t => {
  const { run, code, outside, path } = story(t)
  writeFileSync(join(outside, 'a.tgz'), packed(pack('a')))
  await run('git-doc pack install ../a.tgz')
  rmSync(join(path, '.git-doc/packs'), { recursive: true })
  writeFileSync(join(outside, 'a.tgz'), packed(pack('a', {}, { 'extra.txt': 'x' })))
  t.is(await code('git-doc pack install'), 'PACK_LOCK_MISMATCH')
})

test('links are refused in folders, and in commits of Git', async t => {
  const { code, run, writePack, outside, path } = story(t)
  writePack('a', pack('a'))
  symlinkSync('/etc/passwd', join(outside, 'a', 'link'))
  t.is(await code('git-doc pack install ../a'), 'PACK_UNSAFE')
  const git = (...args: string[]) => execFileSync('git', args, { cwd: join(outside, 'a') })
  git('init', '--quiet')
  git('add', '.')
  git('-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'a')
  t.is(await code(`git-doc pack install '../a#HEAD'`), 'PACK_UNSAFE')
  rmSync(join(outside, 'a', 'link'))
  symlinkSync(outside, join(path, '.git-doc'))
  t.is(await code('git-doc pack install ../a'), 'PACK_UNWRITABLE')
  t.is((await run('ls ../packs')).code, 2)
})

test('a lock file that is broken is said, and leaves the repository’s own jobs alone', async t => {
  const { code, run, write } = story(t)
  write('.git-doc/packs.lock.json', '<<<<<<< ours\n')
  write('jobs/a.mjs', job('a', 'run() {}'))
  await run('git-doc allow --yes')
  t.is(await code('git-doc pack install'), 'PACK_LOCK_INVALID')
  t.is((await run('git-doc job run a')).code, 0)
  t.regex((await run('git-doc job list')).stdout, /packs\.lock\.json: .*marks of a merge/)
})
