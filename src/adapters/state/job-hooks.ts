import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HookName } from '../../ports/hooks.ts'
import { hooksAfter, hooksBefore } from '../../ports/jobs.ts'
import { makeFolder, writeStateFile } from './files.ts'

/** Names the hooks that jobs ask for, a line each: hook.sh reads it, so that a hook nobody asks for starts nothing. */
const jobHooksFile = (state: string): string => join(state, 'hooks')

/** The hooks that jobs asked for when their files were last read. A line that names none is passed over. */
export const readJobHooks = async (state: string): Promise<readonly HookName[]> => {
  const lines = (await textOf(state)).split(/\r?\n/)
  return [...hooksBefore, ...hooksAfter].filter(hook => lines.includes(hook))
}

/** Writes down which hooks jobs ask for; a hook that runs meanwhile reads the old list or the new one. STATE_UNWRITABLE. */
export const writeJobHooks = async (state: string, hooks: readonly HookName[]): Promise<void> => {
  const wanted = [...hooksBefore, ...hooksAfter].filter(hook => hooks.includes(hook))
  const text = wanted.map(hook => `${hook}\n`).join('')
  if (text === (await textOf(state))) return
  await makeFolder(state)
  await writeStateFile(jobHooksFile(state), text)
}

const textOf = (state: string): Promise<string> =>
  readFile(jobHooksFile(state), 'utf8').catch(() => '')
