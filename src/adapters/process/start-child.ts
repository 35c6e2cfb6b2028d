import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { interrupted } from '../../errors/error.ts'
import { commandInvalid, commandNotExecutable, commandTooLong } from '../../errors/processes.ts'
import { isSystemLimit, systemLimit } from '../../errors/system.ts'
import type { ProcessRequest } from '../../ports/processes.ts'
import { childEnvironment } from './child-environment.ts'
import { environment } from './environment.ts'
import { findFolder, findProgram } from './find-program.ts'
import { marking, marksAbove } from './marks.ts'
import { splitWords } from './split-words.ts'

/** Everything that a start needs, with real paths. */
export interface Prepared {
  readonly words: readonly string[]
  readonly program: string
  readonly cwd: string
  readonly variables: Record<string, string>
}

/** COMMAND_…, INTERRUPTED. */
export const prepare = async (request: ProcessRequest, mark: string): Promise<Prepared> => {
  if (request.signal?.aborted) throw interrupted()
  const own = environment()
  const variables = {
    ...childEnvironment(own, request.inherit),
    ...request.variables,
    GIT_DOC_RUN: request.run,
    ...marking(mark, marksAbove(own)),
  }
  const words = wordsOf(request)
  const [name = ''] = words
  const cwd = await findFolder(request.cwd)
  return { words, program: await findProgram(name, cwd, variables), cwd, variables }
}

const wordsOf = ({ command, shell }: ProcessRequest): readonly string[] => {
  const words =
    typeof command !== 'string' ? command : shell ? ['sh', '-c', command] : splitWords(command)
  const shown = typeof command === 'string' ? command : command.join(' ')
  if (!words[0]) throw commandInvalid(shown, 'it is empty')
  if (words.some(word => word.includes('\0'))) throw commandInvalid(shown, 'it has a NUL character')
  return words
}

/** COMMAND_…, SYSTEM_LIMIT. */
export const startChild = (
  { words, program, cwd, variables }: Prepared,
  { input, talk }: Pick<ProcessRequest, 'input' | 'talk'>,
): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const [name = '', ...args] = words
    const fail = (error: unknown) => reject(startFailure(error, program))
    try {
      const child = spawn(program, args, {
        // Programs that have several names behave by the one that was used.
        argv0: name,
        cwd,
        env: variables,
        stdio: [
          input !== undefined || talk ? 'pipe' : 'ignore',
          'pipe',
          'pipe',
          ...(talk ? (['pipe'] as const) : []),
        ],
        detached: process.platform !== 'win32',
        windowsHide: true,
      })
      child.once('error', fail).once('spawn', () => resolve(child))
    } catch (error) {
      fail(error)
    }
  })

const startFailure = (error: unknown, program: string): unknown => {
  if (isSystemLimit(error)) return systemLimit(error)
  const { code } = error as NodeJS.ErrnoException
  if (code === 'E2BIG') return commandTooLong(program, error)
  if (code === 'ENOENT' && existsSync(program))
    return commandNotExecutable(
      program,
      'the interpreter that its first line names is not there',
      'Install that interpreter, or correct the first line.',
    )
  if (code === undefined) return error
  return commandNotExecutable(program, `the system says ${code}`, 'Check what it is.')
}
