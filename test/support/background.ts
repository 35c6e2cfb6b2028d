import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isAlive } from '../../src/adapters/state/processes.ts'

/** Waits until something is so and looks often. It gives up only so that a failure says what was waited for. */
export const until = async (
  what: string,
  isSo: () => boolean | Promise<boolean>,
  patience = 600_000,
): Promise<void> => {
  for (const end = Date.now() + patience; !(await isSo()); await pause(10))
    if (Date.now() > end) throw new Error(`It never happened that ${what}.`)
}

/** The lines of workers in the background: who wrote each, and what it says. */
export const backgroundLines = (state: string): readonly { pid: number; what: string }[] => {
  const file = join(state, 'background.log')
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => {
      const { code, message, data } = JSON.parse(line)
      return { pid: data.pid, what: [code, message].filter(Boolean).join(': ') }
    })
}

export const notesIn = (state: string): readonly string[] =>
  existsSync(join(state, 'inbox'))
    ? readdirSync(join(state, 'inbox')).filter(name => name.endsWith('.note'))
    : []

/** Nobody is at work, or about to be. */
export const isIdle = (state: string): boolean =>
  !existsSync(join(state, 'waking')) &&
  !existsSync(join(state, 'run.lock')) &&
  backgroundLines(state).every(({ pid }) => !isAlive(pid))
