import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { type Ending, type TestRepository, temporaryFolder, testRepository } from './repository.ts'
import { cliPath, command, shell } from './run-command.ts'

/** A repository beside a `bin` folder that holds `git-doc`; stories run in it. */
export const storyRepository = (t: Ending) => {
  const folder = temporaryFolder(t)
  const path = join(folder, 'repository')
  mkdirSync(join(folder, 'bin'))
  mkdirSync(path)
  symlinkSync(cliPath, join(folder, 'bin', 'git-doc'))
  return storyAt(testRepository(t, { path }))
}

/** A repository that has a `bin` folder with `git-doc` beside it. */
export const storyAt = (repository: TestRepository) => ({
  ...repository,
  run: (line: string, environment?: Readonly<Record<string, string>>) =>
    command(line, repository.path, environment),
  /** The same, always in processes of its own. */
  start: (line: string, environment?: Readonly<Record<string, string>>) =>
    shell(line, repository.path, environment),
})

export type StoryRepository = ReturnType<typeof storyRepository>

interface Block {
  readonly kind: string
  readonly argument: string
  readonly text: string
}

/** The fenced blocks of a story or a page: ```` ```console ````, ```` ```file path ````. */
export const blocks = (markdown: string): readonly Block[] =>
  [...markdown.matchAll(/^(`{3,})(\S+)[ \t]*(.*)\n([\s\S]*?)^\1[ \t]*$/gm)].map(
    ([, , kind = '', argument = '', text = '']) => ({ kind, argument: argument.trim(), text }),
  )

/** Plays a story's blocks in order: files are written, commands run, and what they print is compared. */
export const play = async (
  t: ExecutionContext,
  markdown: string,
  repository: StoryRepository,
  environment: Readonly<Record<string, string>> = {},
): Promise<number> => {
  let commands = 0
  for (const { kind, argument, text } of blocks(markdown)) {
    if (kind === 'file') {
      mkdirSync(dirname(join(repository.path, argument)), { recursive: true })
      writeFileSync(join(repository.path, argument), text)
    }
    if (kind !== 'console') continue
    for (const { command, expected, code } of commandsOf(text)) {
      commands += 1
      const answer = await repository.run(command, environment)
      const printed = answer.stdout + answer.stderr
      t.is(answer.code, code, `$ ${command}\n${printed}`)
      t.true(
        matches(printed, expected),
        `$ ${command}\nprinted:\n${printed}\nexpected:\n${expected}`,
      )
    }
  }
  return commands
}

/** `$ command`, the lines it prints, and `[exit N]` where it is not 0. A command goes on after a `\` at a line's end. */
const commandsOf = (text: string) =>
  text
    .split(/^\$ /m)
    .slice(1)
    .map(part => {
      const [, command = '', rest = ''] = /^((?:.*\\\n)*.*)\n?([\s\S]*)$/.exec(part) ?? []
      const exit = /^\[exit (\d+)\]$/m.exec(rest)
      return {
        command,
        expected: rest.replace(/^\[exit \d+\]\n?/m, ''),
        code: exit ? Number(exit[1]) : 0,
      }
    })

/** In what is expected, `…` stands for anything in a line, and alone on a line for any lines. */
export const matches = (printed: string, expected: string): boolean => {
  const pattern = expected
    .trimEnd()
    .split('\n')
    .map(line =>
      line.trim() === '…' ? '(?:.*\\n)*?' : `${line.split('…').map(literal).join('.*')}\\n`,
    )
    .join('')
  return new RegExp(`^${pattern}\\s*$`).test(`${printed.trimEnd()}\n`)
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
