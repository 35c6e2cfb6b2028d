import { spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { dirname, join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { main } from '../../src/cli/main.ts'
import { assertOutput } from '../schemas/assert-output.ts'

/** The package's folder, seen from build/test/support/. */
export const packageFolder = fileURLToPath(new URL('../../..', import.meta.url))

/** The built command line, as a person runs it. */
export const cliPath = join(packageFolder, 'dist', 'cli', 'git-doc.js')

export interface Answer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** `git-doc` in PATH, no configuration of the machine's and no keys. */
export const environmentIn = (cwd: string, own: Readonly<Record<string, string>>) => ({
  PATH: `${join(dirname(cwd), 'bin')}:${join(cwd, 'bin')}:${process.env.PATH}`,
  HOME: dirname(cwd),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  NO_COLOR: '1',
  TZ: 'UTC',
  ...own,
})

/** Runs a shell command in processes of its own, without a terminal. */
export const shell = (
  command: string,
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], {
      cwd,
      env: environmentIn(cwd, environment),
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
    child.on('close', code => {
      const answer = { code: code ?? -1, ...out }
      // What was killed may have printed half of it.
      if (code === null) resolve(answer)
      else checked(command, answer).then(resolve, reject)
    })
  })

/** Whatever git-doc prints as JSON must be what its schema says. */
const checked = async (line: string, answer: Answer): Promise<Answer> => {
  const words = wordsOf(line)
  if (words?.[0] === 'git-doc') assertOutput(words.slice(1), answer)
  return answer
}

// Whoever opens a log listens for the end of the process, and many commands run side by side in one.
process.setMaxListeners(0)

/** Runs a command in this process if it is git-doc alone, as `main` does for the real one; anything else in a shell. */
export const command = async (
  line: string,
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Answer> => {
  const words = wordsOf(line)
  if (words?.[0] !== 'git-doc') return shell(line, cwd, environment)
  const [stdout, stderr] = [kept(), kept()]
  const code = await main(words.slice(1), {
    cwd,
    env: environmentIn(cwd, environment),
    stdin: Readable.from([]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    signals: new EventEmitter(),
    // As PATH would find it.
    program: join(dirname(cwd), 'bin', 'git-doc'),
  })
  return checked(line, { code, stdout: stdout.text(), stderr: stderr.text() })
}

/** The words of a command that needs no shell: plain ones, and those in quotes with nothing in them to be expanded. */
export const wordsOf = (line: string): readonly string[] | undefined => {
  const word = /(?:[\w./:@%+=,^-]|'[^']*'|"[^"$`\\]*")+/y
  const words: string[] = []
  for (let at = 0; at < line.length; at = word.lastIndex) {
    word.lastIndex = at + (/ */y.exec(line.slice(at))?.[0].length ?? 0)
    if (word.lastIndex === line.length) break
    const found = word.exec(line)?.[0]
    if (found === undefined) return undefined
    words.push(found.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'))
  }
  return words
}

const kept = () => {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk)
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString() }
}
