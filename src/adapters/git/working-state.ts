import { git } from './command.ts'

/** The commit of HEAD with what is not committed, as `git status` says it; one process. */
export const workingState = async (cwd: string): Promise<readonly string[]> => {
  const args = ['status', '--porcelain=v2', '--branch', '-z', '--no-renames']
  const { stdout } = await git([...args, '--untracked-files=all'], { cwd })
  // How far the branch is from another one is no matter of the files.
  return stdout
    .toString()
    .split('\0')
    .filter(line => line !== '' && !/^# branch\.(?:upstream|ab) /.test(line))
}
