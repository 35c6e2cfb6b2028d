import test from 'ava'
import { assertArguments } from '../../src/cli/assert-arguments.ts'
import { commandLine } from '../../src/cli/commands.ts'
import { helpText } from '../../src/cli/help.ts'
import { commandGroups, examples } from '../../src/cli/help-pages.ts'
import { parseArguments } from '../../src/cli/parse-arguments.ts'
import { temporaryFolder } from '../support/repository.ts'
import { command, wordsOf } from '../support/run-command.ts'
import { storyRepository } from '../support/scenario.ts'

const parsed = (...argv: string[]) => {
  const cli = commandLine(() => {
    throw new Error('No terminal is needed to parse.')
  })
  parseArguments(cli, argv)
  return cli
}

test('what looks like a number stays as it was typed', t => {
  const { args } = parsed('retry', '01234567', '1e5', '0x10')
  t.deepEqual([...args], ['01234567', '1e5', '0x10'])
  const { options } = parsed('update', '--from', '01234567', '--to=1e5', '--max-cost', '0.50')
  t.like(options, { from: '01234567', to: '1e5', maxCost: '0.50' })
  t.deepEqual(
    [...parsed('config', 'set', 'llm.timeout', '007').args],
    ['set', 'llm.timeout', '007'],
  )
  t.is(parsed('check', '--since=').options.since, '')
})

test('an option that is there twice is refused, a switch is not', t => {
  t.throws(() => parsed('update', '--from', 'a', '--from', '1'), { code: 'USAGE' })
  t.true(parsed('update', '--dry-run', '--dry-run').options.dryRun)
})

test('commands in one process keep their folders and environments apart', async t => {
  const [one, other] = [storyRepository(t), storyRepository(t)]
  one.commit('Begin', { 'README.md': '# One\n' })
  other.commit('Begin', { 'README.md': '# Two\n', '.git-doc/config.toml': '[llm]\nmodel = "m"\n' })
  const nowhere = temporaryFolder(t)
  const key = `sk-${'a'.repeat(20)}`
  const [here, there, outside, without, set] = await Promise.all([
    one.run('git-doc config get llm --json', { OPENAI_API_KEY: key }),
    other.run('git-doc config get llm.model'),
    command('git-doc status --json', nowhere),
    command('git-doc check', one.path, { PATH: nowhere }),
    one.run('git-doc check --json'),
  ])
  t.is(here.code, 0)
  t.false(here.stdout.includes('"m"'))
  t.is(there.stdout, 'm\n')
  t.is(JSON.parse(outside.stdout).error.code, 'NOT_A_REPOSITORY')
  t.regex(without.stderr, /git/)
  t.not(without.code, 0)
  t.is(set.code, 0, set.stderr)
  t.is(process.env.GIT_NO_LAZY_FETCH, undefined)
  t.is(process.env.OPENAI_API_KEY, undefined)
})

test('the real program prints the same as the one in this process', async t => {
  const { run, start } = storyRepository(t)
  for (const line of ['git-doc version --json', 'git-doc frob', 'git-doc', 'git-doc update --help'])
    t.deepEqual(await start(line), await run(line), line)
})

test('help names every command, and the options of one', async t => {
  const { run } = storyRepository(t)
  const all = await run('git-doc --help')
  t.is(all.code, 0)
  for (const name of ['update', 'status', 'history', 'doctor'])
    t.regex(all.stdout, new RegExp(`^  ${name} `, 'm'))
  const one = await run('git-doc retry --help')
  t.regex(one.stdout, /^Usage: git-doc retry \[\.\.\.runs\] \[options\]\n/)
  t.regex(one.stdout, /^ {2}--target <file#section> /m)
  t.is((await run('git-doc')).code, 2)
  t.is((await run('git-doc frob')).code, 2)
  t.is((await run('git-doc update --frob')).code, 2)
})

test('a command is run in this process only if it needs no shell', t => {
  t.deepEqual(wordsOf(`git-doc retry --target "README.md#A b" 'x $y'`), [
    'git-doc',
    'retry',
    '--target',
    'README.md#A b',
    'x $y',
  ])
  for (const line of [
    'git-doc status | head',
    'git-doc export > x',
    'A=1; git-doc',
    'git-doc "$A"',
  ])
    t.is(wordsOf(line), undefined, line)
})

const refusal = test.macro(async (t, line: string, what: RegExp, hint: RegExp) => {
  const { code, stdout } = await command(`${line} --json`, temporaryFolder(t))
  const { error } = JSON.parse(stdout)
  t.is(code, 2)
  t.is(error.code, 'USAGE')
  t.regex(error.message, what)
  t.regex(error.hint, hint)
})
test(
  'a mistyped command is refused with the one that was meant',
  refusal,
  'git-doc statsu',
  /"statsu"/,
  /Did you mean "status"\?/,
)
test(
  'a command of another program leads to ours',
  refusal,
  'git-doc undo',
  /"undo"/,
  /Did you mean "revert"\?/,
)
test(
  'a command that resembles none leads to the help',
  refusal,
  'git-doc frobnicate',
  /"frobnicate"/,
  /git-doc --help/,
)
test(
  'a mistyped option is refused with the one that was meant',
  refusal,
  'git-doc update --dryrun',
  /--dryrun/,
  /Did you mean --dry-run\?/,
)
test(
  'an option of another command is refused',
  refusal,
  'git-doc status --since 1y',
  /"git-doc status" has no option --since/,
  /status --help/,
)
test(
  'an option without its value is refused',
  refusal,
  'git-doc check --since',
  /--since needs a value/,
  /check --help/,
)
test('a missing argument is named', refusal, 'git-doc revert', /needs <commit>/, /revert --help/)
test(
  'an argument too many is refused',
  refusal,
  'git-doc doctor everything',
  /does not take "everything"/,
  /doctor --help/,
)
test(
  'help of an unknown command is an error, too',
  refusal,
  'git-doc help updat',
  /"updat"/,
  /Did you mean "update"\?/,
)

test('help for a command says what it does, with examples that can be run', async t => {
  const { commands } = parsed('version')
  const grouped = Object.values(commandGroups).flat()
  t.deepEqual([...grouped].sort(), commands.map(({ name }) => name).sort())
  for (const { name, description } of commands) {
    const { code, stdout } = await command(`git-doc help ${name}`, '.')
    t.is(code, 0)
    t.true(stdout.replace(/\s+/g, ' ').includes(description), name)
    t.deepEqual(await command(`git-doc ${name} --help`, '.'), { code, stdout, stderr: '' })
    t.truthy(examples[name], name)
    for (const [line = ''] of examples[name] ?? [])
      t.notThrows(() => assertArguments(parsed(...line.split(' ').slice(1))), line)
  }
})

test('help fits into 40 columns, but for what is to be copied', t => {
  for (const argv of [['--help'], ['job', '--help'], ['check', '--help']])
    for (const line of helpText(parsed(...argv), 40).split('\n'))
      t.true(line.length <= 40 || line.startsWith('  git-doc '), line)
})

test('the version is printed however it is asked for', async t => {
  const { stdout } = await command('git-doc version', '.')
  for (const flag of ['--version', '-v', '-V'])
    t.is((await command(`git-doc ${flag}`, '.')).stdout, stdout)
})
