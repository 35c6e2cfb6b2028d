import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import {
  commandFolderMissing,
  commandNotExecutable,
  commandNotFound,
} from '../../errors/processes.ts'

/** The real path of a folder. COMMAND_FOLDER_MISSING. */
export const findFolder = async (folder: string): Promise<string> => {
  const path = await realpath(folder).catch(() => undefined)
  const found = path === undefined ? undefined : await stat(path).catch(() => undefined)
  if (path === undefined || !found?.isDirectory()) throw commandFolderMissing(folder)
  return path
}

/**
 * The real path of a program: a name is looked for in the absolute folders of PATH, because a relative one could lead into
 * the repository; a path is seen from `cwd`. COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE.
 */
export const findProgram = async (
  name: string,
  cwd: string,
  variables: Readonly<Record<string, string>>,
): Promise<string> => {
  const isPath = /[/\\]/.test(process.platform === 'win32' ? name : name.replaceAll('\\', ''))
  const folders = isPath ? [] : (variables.PATH ?? '').split(delimiter).filter(isAbsolute)
  const paths = isPath ? [resolve(cwd, name)] : folders.map(folder => join(folder, name))
  let unusable: Error | undefined
  for (const path of paths.flatMap(each => withExtensions(each, variables))) {
    const fault = await faultOf(path)
    if (!fault) return await realpath(path)
    if (fault !== 'missing') unusable ??= fault
  }
  throw unusable ?? commandNotFound(name, folders)
}

const withExtensions = (
  path: string,
  { PATHEXT = '.COM;.EXE' }: Readonly<Record<string, string>>,
): readonly string[] =>
  process.platform === 'win32'
    ? [path, ...PATHEXT.split(';').map(extension => path + extension)]
    : [path]

const faultOf = async (path: string): Promise<Error | 'missing' | undefined> => {
  try {
    const found = await stat(path)
    if (found.isDirectory())
      return commandNotExecutable(path, 'it is a folder', 'Name a program, not a folder.')
    if (!found.isFile()) return commandNotExecutable(path, 'it is not a file', 'Name a program.')
    if (process.platform === 'win32' && /\.(?:bat|cmd)$/i.test(path))
      return commandNotExecutable(
        path,
        'Windows runs batch files only in a shell',
        'Set shell = true for this command, or name the program that it starts.',
      )
    await access(path, constants.X_OK)
    return undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing'
    return commandNotExecutable(
      path,
      code === 'EACCES' ? 'you may not execute it' : `the system says ${code}`,
      `Make it executable ("chmod +x"), or name its interpreter first.`,
    )
  }
}
