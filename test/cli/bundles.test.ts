import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { makeBundle } from '../../src/app/bundles.ts'
import { platformName, platformOf, platforms } from '../../src/bundles/platform.ts'
import { installed, working } from '../support/installations.ts'
import { temporaryFolder } from '../support/repository.ts'
import { command } from '../support/run-command.ts'

const here = platformOf(process.platform, process.arch)

/** Runs the program of an installation as a person does; what it says of the bundle. */
const create = (folder: string, output: string, ...args: readonly string[]) => {
  const program = join(folder, 'dist/cli/git-doc.js')
  const words = [program, 'bundle', 'create', '--json', '--output', output, ...args]
  const stdout = execFileSync(process.execPath, words, {
    cwd: dirname(folder),
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return JSON.parse(stdout.toString())
}

test('an installed package bundles itself for every platform, twice with the same bytes', async t => {
  const output = temporaryFolder(t)
  const folder = installed(t)
  for (const platform of platforms) {
    const make = (name: string) => makeBundle({ platform, output: join(output, name) }, folder)
    const { file, sha256 } = await make('a')
    if (platform === here || platform.format === 'zip') {
      const again = await make('b')
      t.is(sha256, again.sha256, platformName(platform))
      t.true(readFileSync(file).equals(readFileSync(again.file)))
    }
    t.is((await command(`git-doc bundle verify ${file}`, output)).code, 0)
  }
  t.deepEqual(
    readdirSync(join(output, 'a')).map(name => name.replace(/_\d+\.\d+\.\d+/, '')),
    [
      'git-doc_darwin_arm64.tar.gz',
      'git-doc_darwin_x64.tar.gz',
      'git-doc_linux_arm64.tar.gz',
      'git-doc_linux_x64.tar.gz',
      'git-doc_windows_x64.zip',
    ],
  )
})

const program = realpathSync(process.execPath)

test('a bundle with Node runs where there is no Node in PATH, and where it can be cut off no network', async t => {
  if (!here) return t.pass('There are no bundles for this system.')
  const output = temporaryFolder(t)
  const made = create(working(t), output, '--node', program)
  t.is(made.node, process.versions.node)
  const answer = await command(`git-doc bundle verify ${made.archive} --run --json`, output)
  t.is(answer.code, 0, answer.stdout)
  const { run } = JSON.parse(answer.stdout)
  t.is(run.withoutPath, process.platform !== 'win32')
  t.is(run.withoutNetwork, canCut())
  t.deepEqual(
    run.steps.map(({ command, exit }: { command: string; exit: number }) => [command, exit]),
    [
      ['git-doc version', 0],
      ['git-doc doctor --tools', 0],
    ],
  )
  t.is(run.steps[0].output, `${made.version}\n`)
  t.true(run.steps[1].output.includes(`Node ${process.versions.node}`))
})

/** Whether this system lets us start something without a network. */
const canCut = (): boolean =>
  [['-n'], ['-r', '-n']].some(args => {
    try {
      execFileSync('unshare', [...args, 'true'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })

test('what is not built, not installed or not for the platform is named before anything is written', async t => {
  const output = temporaryFolder(t)
  const folder = installed(t)
  const bundle = (name = 'linux-x64', file?: string) => {
    const platform = platforms.find(each => platformName(each) === name)
    if (!platform) throw new Error(name)
    return makeBundle({ platform, output, node: file ? { file } : undefined }, folder)
  }
  if (here) {
    const other = platforms.find(each => each !== here) ?? here
    await t.throwsAsync(bundle(platformName(other), program), { code: 'BUNDLE_WRONG_NODE' })
  }
  await t.throwsAsync(bundle('linux-x64', join(folder, 'package.json')), {
    code: 'BUNDLE_WRONG_NODE',
  })
  await t.throwsAsync(bundle('linux-x64', join(output, 'none')), { code: 'BUNDLE_UNREADABLE' })
  const level = join(dirname(folder), 'classic-level')
  rmSync(join(level, 'prebuilds/win32-x64'), { recursive: true })
  await t.throwsAsync(bundle('windows-x64'), { code: 'BUNDLE_NATIVE_MISSING' })
  rmSync(level, { recursive: true })
  await t.throwsAsync(bundle(), { code: 'BUNDLE_DEPENDENCY_MISSING' })
  rmSync(join(folder, 'dist/cli/git-doc.js'))
  await t.throwsAsync(bundle(), { code: 'BUNDLE_NOT_BUILT' })
  t.deepEqual(readdirSync(output), [])
})

test('a folder that cannot be written to is named', async t => {
  const output = temporaryFolder(t)
  writeFileSync(join(output, 'file'), '')
  const [platform] = platforms
  if (!platform) return t.fail()
  await t.throwsAsync(makeBundle({ platform, output: join(output, 'file', 'a') }, installed(t)), {
    code: 'BUNDLE_UNWRITABLE',
  })
})

test('what is wrong with a bundle is told, and the exit code says so', async t => {
  const output = temporaryFolder(t)
  const [platform] = platforms
  if (!platform) return t.fail()
  const { file } = await makeBundle({ platform, output }, installed(t))
  const bytes = readFileSync(file)
  writeFileSync(join(output, 'short.tar.gz'), bytes.subarray(0, bytes.length >> 1))
  const json = await command('git-doc bundle verify short.tar.gz --json', output)
  t.is(json.code, 1)
  const { sound, fault } = JSON.parse(json.stdout)
  t.deepEqual([sound, fault.kind], [false, 'broken'])
  t.truthy(fault.file)
  const text = await command('git-doc bundle verify short.tar.gz', output)
  t.is(text.code, 1)
  t.true(text.stdout.includes(fault.file))
})

test('wrong options are refused', async t => {
  const output = temporaryFolder(t)
  writeFileSync(join(output, 'a.zip'), '')
  for (const line of [
    'git-doc bundle',
    'git-doc bundle verify',
    'git-doc bundle create a.zip',
    'git-doc bundle create --platform linux-mips',
    'git-doc bundle create --run',
    'git-doc bundle verify a.zip --with-node',
    'git-doc bundle verify a.zip --output b',
    'git-doc bundle verify none.zip',
  ])
    t.is((await command(line, output)).code, 2, line)
  const epoch = await command('git-doc bundle create', output, { SOURCE_DATE_EPOCH: 'now' })
  t.is(epoch.code, 2)
})

test('a checkout that was built only for tests says what to run', async t => {
  const answer = await command('git-doc bundle create --json', temporaryFolder(t))
  t.is(answer.code, 1)
  t.is(JSON.parse(answer.stdout).error.code, 'BUNDLE_NOT_BUILT')
})
