import { execFileSync } from 'node:child_process'
import test from 'ava'
import { verbs } from '../../src/cli/verbs.ts'
import { temporaryFolder } from '../support/repository.ts'
import { command, shell } from '../support/run-command.ts'
import { storyRepository } from '../support/scenario.ts'

const offered = test.macro(async (t, typed: string, ...words: string[]) => {
  const { start } = storyRepository(t)
  const { code, stdout } = await start(`git-doc complete -- ${typed}`)
  t.is(code, 0)
  const found = stdout
    .trim()
    .split('\n')
    .map(line => line.split('\t')[0])
  t.deepEqual(found.slice(0, -1), words)
  t.regex(found.at(-1) ?? '', /^:\d+$/)
})
test('the beginning of a command is completed', offered, 'upd', 'update')
test('verbs of a command are completed', offered, 'job s', 'show', 'stats', 'simulate')
test('options of a command are completed', offered, 'update --fr', '--from')
test('options of every command are completed, too', offered, 'status --verb', '--verbose')
test('what nothing begins with is completed with nothing', offered, 'xyz')

test('bash completes what a person has typed so far', async t => {
  const { path, write } = storyRepository(t)
  // The function is a part of the package bash-completion, which the script needs.
  write(
    'complete.sh',
    `_get_comp_words_by_ref() { cur=chec; prev=git-doc; words=(git-doc chec); cword=1; }
source <(git-doc complete bash)
complete -p git-doc
__git_doc_complete
echo "$COMPREPLY"
`,
  )
  const { stdout } = await shell('bash complete.sh', path)
  t.regex(stdout, /^complete .*__git_doc_complete git-doc\ncheck\s*$/)
})

test('each shell has a script, and another one is refused', async t => {
  const { start } = storyRepository(t)
  for (const name of ['bash', 'zsh', 'fish', 'powershell']) {
    const { code, stdout } = await start(`git-doc complete ${name}`)
    t.is(code, 0)
    t.regex(stdout, /git-doc/)
    if (name === 'bash') execFileSync('bash', ['-n'], { input: stdout })
  }
  const { code, stdout } = await command('git-doc complete tcsh --json', temporaryFolder(t))
  t.is(code, 2)
  t.regex(JSON.parse(stdout).error.hint, /bash, zsh, fish, powershell/)
  const script = await command('git-doc complete bash --json', temporaryFolder(t))
  t.is(script.code, 2)
  t.is(JSON.parse(script.stdout).error.code, 'USAGE')
})

test('the verbs that are offered are those that each command knows', async t => {
  const { run } = storyRepository(t)
  for (const name of ['job', 'release', 'upstream', 'pipeline', 'config', 'daemon'] as const) {
    const { stdout } = await run(`git-doc ${name} frobnicate --json`)
    const known = (JSON.parse(stdout).error.hint as string).match(/[a-z-]+(?=,|\.$| or )/g)
    t.deepEqual([...(known ?? [])].sort(), [...verbs[name]].sort(), name)
  }
})
