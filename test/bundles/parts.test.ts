import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { layOut } from '../../src/bundles/lay-out.ts'
import { belongs, isUnknownNative, lacksNatives } from '../../src/bundles/natives.ts'
import { nodePackageOf, nodeVersion } from '../../src/bundles/node-packages.ts'
import { platformName, platformNamed, platformOf, platforms } from '../../src/bundles/platform.ts'
import { programPlatform } from '../../src/bundles/program.ts'
import { starters } from '../../src/bundles/starters.ts'
import { temporaryFolder } from '../support/repository.ts'

const prebuilds = [
  'prebuilds/android-arm64/a.node',
  'prebuilds/darwin-x64+arm64/a.node',
  'prebuilds/linux-arm64/a.armv8.node',
  'prebuilds/linux-x64/a.musl.node',
  'prebuilds/linux-x64/a.node',
  'prebuilds/win32-ia32/a.node',
  'prebuilds/win32-x64/a.node',
]

test('a platform gets its own natives and no others', t => {
  const kept = Object.fromEntries(
    platforms.map(platform => [
      platformName(platform),
      prebuilds.filter(path => belongs(path, platform)).map(path => path.split('/')[1]),
    ]),
  )
  t.deepEqual(kept, {
    'linux-x64': ['linux-x64', 'linux-x64'],
    'linux-arm64': ['linux-arm64'],
    'darwin-x64': ['darwin-x64+arm64'],
    'darwin-arm64': ['darwin-x64+arm64'],
    'windows-x64': ['win32-x64'],
  })
  for (const platform of platforms) {
    t.false(lacksNatives(prebuilds, platform))
    t.true(lacksNatives(['prebuilds/freebsd-x64/a.node'], platform))
    t.false(lacksNatives(['index.js'], platform))
    t.true(belongs('build/index.js', platform))
    t.false(belongs('build/Release/a.node', platform))
  }
  t.true(isUnknownNative('lib/a.node'))
  t.false(isUnknownNative('prebuilds/linux-x64/a.node'))
})

test('every platform has a name, a Node and the name that Node gives it', t => {
  for (const platform of platforms) {
    t.is(platformNamed(platformName(platform)), platform)
    t.is(platformOf(platform.system, platform.arch), platform)
    const { version, integrity } = nodePackageOf(platform)
    t.is(version, nodeVersion)
    t.regex(integrity, /^sha512-[\w+/]{86}==$/)
  }
  t.is(platformNamed('linux-mips'), undefined)
  t.is(new Set(platforms.map(platform => nodePackageOf(platform).integrity)).size, platforms.length)
})

/** The first bytes of a program. */
const program = (...fields: readonly (readonly [at: number, bytes: string])[]): Uint8Array => {
  const bytes = Buffer.alloc(256)
  for (const [at, hex] of fields) bytes.write(hex, at, 'hex')
  return bytes
}

test('a program tells which platform it is for', t => {
  const name = (bytes: Uint8Array) => {
    const platform = programPlatform(bytes)
    return platform && platformName(platform)
  }
  t.is(name(program([0, '7f454c46'], [18, '3e00'])), 'linux-x64')
  t.is(name(program([0, '7f454c46'], [18, 'b700'])), 'linux-arm64')
  t.is(name(program([0, '7f454c46'], [18, '0300'])), undefined)
  t.is(name(program([0, 'cffaedfe07000001'])), 'darwin-x64')
  t.is(name(program([0, 'cffaedfe0c000001'])), 'darwin-arm64')
  t.is(name(program([0, '4d5a'], [60, '80000000'], [128, '504500006486'])), 'windows-x64')
  t.is(name(program([0, '4d5a'], [60, 'ffffffff'])), undefined)
  t.is(name(Buffer.from('#!/bin/sh\n')), undefined)
})

interface Package {
  readonly id: string
  readonly name: string
  readonly needs: Package[]
}

const pack = (name: string, ...needs: Package[]): Package => ({
  id: name,
  name: name.split('@')[0] ?? '',
  needs,
})

test('packages lie at the top, and a second version of one under who needs it', t => {
  const [b1, b2] = [pack('b@1'), pack('b@2')]
  const c = pack('c', b2)
  const own = pack('own', b1, c, pack('d', b2, c))
  // Packages may need each other.
  c.needs.push(own)
  const placed = [...layOut<Package>(own)].map(
    ([path, { id }]) => `${path.replaceAll('node_modules', '')} ${id}`,
  )
  t.deepEqual(placed, [
    'lib//own own',
    'lib//b b@1',
    'lib//c c',
    'lib//d d',
    'lib//c//b b@2',
    'lib//d//b b@2',
  ])
})

/** A bundle's starters in a folder whose name a shell would split, with a program that prints its arguments. */
const started = (t: ExecutionContext, withNode: boolean): string => {
  const home = join(temporaryFolder(t), "a b's")
  const write = (path: string, text: string, mode: number) => {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text, { mode })
  }
  const [linux] = platforms
  if (!linux) throw new Error('There are no platforms.')
  for (const { path, text, executable } of starters(linux, {
    withNode,
    program: 'cli.js',
    least: '>=20',
  }))
    write(path, text, executable ? 0o755 : 0o644)
  write('runtime/node', '#!/bin/sh\necho "node of the bundle: $*"\n', 0o755)
  return home
}

const run = (cwd: string, path: string, script: string): string =>
  execFileSync('/bin/sh', ['-c', script], { cwd, env: { PATH: path } }).toString()

test('the starter finds its bundle through links, and takes the Node inside', t => {
  const home = started(t, true)
  const [links, expected] = [
    temporaryFolder(t),
    `node of the bundle: ${home}/lib/node_modules/git-doc/cli.js a b\n`,
  ]
  symlinkSync(join(home, 'bin/git-doc'), join(links, 'first'))
  symlinkSync('first', join(links, 'second'))
  t.is(run(links, process.env.PATH ?? '', './second a b'), expected)
  t.is(run(join(home, 'bin'), '', './git-doc a b'), expected)
  t.is(run(home, '', 'bin/git-doc a b'), expected)
})

test('without Node in the bundle or in PATH the starter says what to install', t => {
  const home = started(t, false)
  t.is(run(home, '', 'bin/git-doc 2>&1; echo $?').split('\n').at(-2), '127')
  t.regex(run(home, '', 'bin/git-doc 2>&1; true'), /Install Node >=20/)
  t.regex(run(home, join(home, 'runtime'), 'bin/git-doc a'), /node of the bundle: .* a\n/)
})

for (const shell of ['sh', 'bash'])
  test(`the env file puts git-doc in PATH (${shell})`, t => {
    const home = started(t, true)
    const script = `. ./env.sh && cd / && git-doc a && echo "$GIT_DOC_HOME"`
    const lines = execFileSync(shell, ['-c', script], { cwd: home }).toString().split('\n')
    t.regex(lines[0] ?? '', /^node of the bundle: .* a$/)
    t.is(lines[1], home)
    if (shell === 'bash') {
      const elsewhere = execFileSync(shell, ['-c', `. "$1/env.sh" && git-doc`, '-', home], {
        cwd: '/',
      })
      t.regex(elsewhere.toString(), /^node of the bundle/)
    } else
      t.regex(
        run('/', '/bin:/usr/bin', `. '${join(home, 'env.sh').replaceAll("'", "'\\''")}' 2>&1`),
        /Source env\.sh/,
      )
  })

test("Windows gets a batch file with its line ends beside the script for Git's own shell", t => {
  const windows = platformNamed('windows-x64')
  if (!windows) return t.fail()
  const all = starters(windows, { withNode: true, program: 'dist/cli.js', least: '' })
  t.deepEqual(
    all.map(({ path }) => path),
    ['bin/git-doc', 'bin/git-doc.cmd', 'env.sh', 'env.ps1'],
  )
  const batch = all[1]?.text ?? ''
  t.is(batch.replaceAll('\r\n', '').includes('\n'), false)
  t.true(
    batch.includes(
      '"%~dp0..\\runtime\\node.exe" "%~dp0..\\lib\\node_modules\\git-doc\\dist\\cli.js" %*',
    ),
  )
})
