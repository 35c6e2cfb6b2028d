import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** The version that a Node says it is; undefined if it is not for this machine, or does not answer. */
export const versionOfNode = async (file: string, isHere: boolean): Promise<string | undefined> => {
  if (!isHere) return undefined
  const { stdout } = await promisify(execFile)(file, ['--version']).catch(() => ({ stdout: '' }))
  return /^v(\d+\.\d+\.\d+)/.exec(stdout)?.[1]
}
