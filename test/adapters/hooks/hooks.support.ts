import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { openHooks } from '../../../src/adapters/hooks/install.ts'
import { openInbox } from '../../../src/adapters/state/inbox.ts'
import { testRepository } from '../../support/repository.ts'
import { cliPath } from '../../support/run-command.ts'

export const old = 'git version 2.39.5'
export const young = 'git version 2.54.0'

/** A repository and its hooks, and what they start: the real program, unless told otherwise. */
export const place = (
  t: ExecutionContext,
  gitVersion = old,
  options: {
    readonly launch?: { readonly node: string; readonly cli: string }
    readonly path?: string
  } = {},
) => {
  const { launch = { node: process.execPath, cli: cliPath }, path } = options
  const repository = testRepository(t, path === undefined ? {} : { path })
  const commonDirectory = join(repository.path, '.git')
  const stateFolder = join(commonDirectory, 'git-doc')
  const its = { root: repository.path, commonDirectory, stateFolder, gitVersion, launch }
  const hookFile = (name: string) => join(commonDirectory, 'hooks', name)
  return {
    ...repository,
    options: its,
    hookFile,
    hooks: openHooks(its),
    inbox: openInbox(stateFolder),
    /** As if a run were active: hooks note, and wake nobody. */
    busy: () =>
      writeFileSync(join(stateFolder, 'run.lock'), `${JSON.stringify({ pid: process.pid })}\n`),
    put(name: string, bytes: string | Uint8Array, mode = 0o755) {
      mkdirSync(join(commonDirectory, 'hooks'), { recursive: true })
      writeFileSync(hookFile(name), bytes)
      chmodSync(hookFile(name), mode)
    },
    /** Every byte and mode of the hooks, and of the configuration. */
    picture: () => ({
      config: readFileSync(join(commonDirectory, 'config'), 'latin1'),
      hooks: readdirSync(join(commonDirectory, 'hooks'))
        .filter(name => !name.endsWith('.sample'))
        .map(name => [
          name,
          statSync(hookFile(name)).mode & 0o7777,
          readFileSync(hookFile(name), 'latin1'),
        ]),
    }),
  }
}

export type Place = ReturnType<typeof place>

/** What the recorder was started with. */
export interface Started {
  readonly args: readonly string[]
  readonly stdin: string
  readonly variables: Readonly<Record<string, string>>
}

/** A program in the place of git-doc: it writes down what it was started with, and ends with a code that can be chosen. */
export const recorder = (folder: string) => {
  mkdirSync(folder, { recursive: true })
  const cli = join(folder, 'recorder')
  const files = ['args', 'stdin', 'variables', 'answer'].map(name => join(folder, name))
  const [args = '', stdin = '', variables = '', answer = ''] = files
  writeFileSync(
    cli,
    `folder=$(dirname "$0")
printf '%s\\n' "$@" >"$folder/args"
cat >"$folder/stdin"
env | grep '^GIT_' >"$folder/variables"
exit $(cat "$folder/answer")
`,
  )
  const answerWith = (code: number) => writeFileSync(answer, `${code}\n`)
  answerWith(0)
  return {
    launch: { node: '/bin/sh', cli },
    answerWith,
    /** The last start; undefined if there was none since this was asked. */
    started(): Started | undefined {
      if (!existsSync(args)) return undefined
      const text = (file: string) => readFileSync(file, 'utf8')
      const found = {
        args: text(args).split('\n').slice(0, -1),
        stdin: text(stdin),
        variables: Object.fromEntries(
          text(variables)
            .split('\n')
            .filter(Boolean)
            .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
        ),
      }
      for (const file of [args, stdin, variables]) writeFileSync(file, '')
      return found.args.length > 0 ? found : undefined
    },
  }
}
