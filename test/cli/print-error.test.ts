import test from 'ava'
import { exitCodeOf } from '../../src/cli/exit-code.ts'
import { printError } from '../../src/cli/print-error.ts'
import type { Terminal } from '../../src/cli/terminal.ts'
import { GitDocError } from '../../src/errors/error.ts'
import { busy } from '../../src/errors/log.ts'
import { wrongUsage } from '../../src/errors/usage.ts'

/** What is printed of an error, and where. */
const printed = (error: unknown, { json = false, verbose = false } = {}) => {
  const answer: string[] = []
  const said: { message: string; code?: string | undefined; hint?: string | undefined }[] = []
  printError(error, {
    json,
    verbose,
    print: (line: string) => answer.push(line),
    error: (message: string, details: object) => said.push({ message, ...details }),
  } as unknown as Terminal)
  return { answer, said }
}

test('an error that a person can act on says what happened and what to do', t => {
  const { answer, said } = printed(wrongUsage('There is no such thing.', 'Name another.'))
  t.deepEqual(answer, [])
  t.deepEqual(said, [{ message: 'There is no such thing.', code: 'USAGE', hint: 'Name another.' }])
})

test('as JSON it is an answer, too', t => {
  const { answer, said } = printed(wrongUsage('No.', 'Yes.'), { json: true })
  t.deepEqual(JSON.parse(answer[0] ?? ''), {
    schema: 1,
    error: { code: 'USAGE', message: 'No.', hint: 'Yes.' },
  })
  t.is(said.length, 1)
})

test('any other error is a bug, and shows no stack unless it is asked for', t => {
  const cause = new TypeError('It is undefined.')
  const error = new Error('It broke.', { cause })
  const [short] = printed(error).said
  t.is(short?.code, 'INTERNAL')
  t.notRegex(short?.hint ?? '', /\n\s+at /)
  const [long] = printed(error, { verbose: true }).said
  t.regex(
    long?.hint ?? '',
    /It broke\.\n\s+at [\s\S]*Caused by: TypeError: It is undefined\.\n\s+at /,
  )
})

test('what is thrown and is not an error is printed as it is', t => {
  const { said } = printed('a text', { verbose: true })
  t.is(said[0]?.message, 'a text')
})

test('an error without a stack is told by its message', t => {
  const error = new Error('It broke.')
  delete error.stack
  t.regex(printed(error, { verbose: true }).said[0]?.hint ?? '', /It broke\.$/)
})

test('a limit of the system is no bug', t => {
  const error = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' })
  t.is(printed(error).said[0]?.code, 'SYSTEM_LIMIT')
})

test('each error has its exit code', t => {
  t.is(exitCodeOf(wrongUsage('No.')), 2)
  t.is(exitCodeOf(busy('another', 'run.lock')), 75)
  t.is(exitCodeOf(new GitDocError('INTERRUPTED', 'Interrupted.', {})), 130)
  t.is(exitCodeOf(new GitDocError('BASE_MISSING', 'Gone.', {})), 3)
  t.is(exitCodeOf(new GitDocError('LOG_UNAVAILABLE', 'Gone.', {})), 1)
  t.is(exitCodeOf(new Error('It broke.')), 1)
  t.is(exitCodeOf('a text'), 1)
})
