import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Turns that readers stumbled over, and what to write instead. They may not come back in what a person reads. */
const turns: readonly (readonly [turn: RegExp, instead: string])[] = [
  [/\bexists already\b/, 'already exists'],
  [/\bGo on\?/, 'Continue?'],
  [/\bmistake in git-doc\b/, 'bug in git-doc'],
  [/\bhas been looked at\b/, 'there are no new commits'],
  [/\bshares enough\b/, 'looks related'],
  [/\bIt touches only\b/, 'Only … changed'],
  [/\btake (?:it|them) out\b/, 'remove'],
  [/\bEverything waits\b/, 'Waiting'],
  [/\bis half done\b/, 'is unfinished'],
  [/\bbelong to no branch\b/, 'not be on any branch'],
  [/\bnames an editor\b/, 'No editor is set'],
  [/\bNobody is at work\b/, 'not locked'],
  [/\bnobody was asked\b/, 'confirm with --yes'],
  [/\bthe defaults hold\b/, 'the defaults apply'],
  [/\bTook away\b/, 'Removed'],
  [/\bnot paid for again\b/, 'cache hits'],
  [/(?<!\bthere )\bis no (?:command|key|month|doc commit|job|message|schema|array)\b/i, 'is not a'],
  [/\bnames no commit\b/, 'no such commit'],
  [/\bWho shall\b/, 'Which … should'],
]

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true })
    .map(name => join(folder, String(name)))
    .filter(name => statSync(join(root, name)).isFile())

const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...filesIn('docs')].filter(
  name => name.endsWith('.md') && !name.includes('decisions'),
)

/** The texts in quotes of a program: what it may print. */
const texts = (program: string): readonly string[] =>
  program
    .split('\n')
    .filter(line => !/^\s*(?:\/\/|\/?\*)/.test(line))
    .flatMap(line => line.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`?/g) ?? [])

test('no page and no message has a turn that readers stumbled over', t => {
  const read = (name: string) => readFileSync(join(root, name), 'utf8')
  const sources = filesIn('src').filter(name => name.endsWith('.ts'))
  t.true(pages.length > 20 && sources.length > 300)
  const found = [
    ...pages.map(name => [name, [read(name)]] as const),
    ...sources.map(name => [name, texts(read(name))] as const),
  ].flatMap(([name, all]) =>
    turns.flatMap(([turn, instead]) =>
      all.filter(text => turn.test(text)).map(() => `${name}: ${turn.source}; write "${instead}"`),
    ),
  )
  t.deepEqual(found, [])
})

test('the texts of a program are found, and its comments are not', t => {
  t.deepEqual(texts(`// 'not this'\nconst a = 'this' + "that" // 'and this'\n * 'nor this'\n`), [
    "'this'",
    '"that"',
    "'and this'",
  ])
})
