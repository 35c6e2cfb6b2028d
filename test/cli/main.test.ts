import test from 'ava'
import { commandLine } from '../../src/cli/commands.ts'
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
  for (const name of ['update', 'status \\[kind\\]', 'history \\[run\\]', 'doctor'])
    t.regex(all.stdout, new RegExp(`^  ${name} `, 'm'))
  const one = await run('git-doc retry --help')
  t.regex(one.stdout, /^Usage: git-doc retry \[\.\.\.runs\]\n/)
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
