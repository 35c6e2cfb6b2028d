import { spawn } from 'node:child_process'
import type { Ending } from './repository.ts'

/** A person at a terminal: what is on it, and what they type. */
export interface Person {
  /** Everything that was printed until now, without colors and moves of the cursor. */
  text(): string
  /** Everything as it came. */
  raw(): string
  /** Resolves when this has been printed, after what was asked for before. */
  sees(pattern: RegExp): Promise<void>
  types(keys: string): void
  /** The exit code of the command. */
  readonly ended: Promise<number>
}

export const keys = { enter: '\r', down: '\x1b[B', ctrlC: '\x03', ctrlD: '\x04', clear: '\x15' }

/** Runs a shell command at a pseudo-terminal of its own, made by `script`. */
export const atTerminal = (
  t: Ending,
  command: string,
  {
    cwd,
    env,
    columns = 100,
  }: {
    readonly cwd: string
    readonly env: Readonly<Record<string, string | undefined>>
    readonly columns?: number
  },
): Person => {
  const line = `stty cols ${columns} rows 40; ${command}`
  const args =
    process.platform === 'linux'
      ? ['-qefc', line, '/dev/null']
      : ['-q', '/dev/null', 'sh', '-c', line]
  const child = spawn('script', args, { cwd, env: { ...env, SHELL: '/bin/sh' } })
  t.teardown(() => child.kill())
  let printed = ''
  let from = 0
  let wake = () => {}
  child.stdout.setEncoding('utf8').on('data', text => {
    printed += text
    wake()
  })
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => {
      resolve(code ?? -1)
      wake()
    })
  })
  const text = () => plain(printed)
  return {
    text,
    raw: () => printed,
    async sees(pattern) {
      for (;;) {
        const found = pattern.exec(text().slice(from))
        if (found) {
          from += found.index + found[0].length
          return
        }
        const more = new Promise<boolean>(resolve => {
          wake = () => resolve(true)
        })
        const isOver = await Promise.race([more, ended.then(() => false)]).then(more => !more)
        if (isOver && !pattern.test(text().slice(from)))
          throw new Error(`The command ended without ${pattern}:\n${text().slice(from)}`)
      }
    },
    types: typed => void child.stdin.write(typed),
    ended,
  }
}

const plain = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken out
  text.replace(/\x1b\[[\d;?]*[a-zA-Z]/g, '').replace(/\r/g, '')
