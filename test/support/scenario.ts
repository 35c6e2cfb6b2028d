import { spawn } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ExecutionContext } from 'ava'
import { type Ending, type TestRepository, temporaryFolder, testRepository } from './repository.ts'

/** The package's folder, seen from build/test/support/. */
export const packageFolder = fileURLToPath(new URL('../../..', import.meta.url))

/** The built command line, as a person runs it. */
export const cliPath = join(packageFolder, 'dist', 'cli', 'git-doc.js')

export interface Answer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a shell command with `git-doc` in PATH, no terminal, no configuration of the machine's and no keys. */
export const shell = (
  command: string,
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], {
      cwd,
      env: {
        PATH: `${join(dirname(cwd), 'bin')}:${join(cwd, 'bin')}:${process.env.PATH}`,
        HOME: dirname(cwd),
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        NO_COLOR: '1',
        TZ: 'UTC',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const out = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', text => {
      out.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', text => {
      out.stderr += text
    })
    child.on('error', reject)
    child.on('close', code => resolve({ code: code ?? -1, ...out }))
  })

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
  run: (command: string, environment?: Readonly<Record<string, string>>) =>
    shell(command, repository.path, environment),
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
