import { git } from './command.ts'
import { parseTrailers } from './trailers.ts'

/** The commits on local branches and HEAD whose trailer `Git-Doc-Run` names a run, newest first. */
export const commitsOfRun = async (root: string, run: string): Promise<readonly string[]> => {
  const filter = ['--fixed-strings', `--grep=Git-Doc-Run: ${run}`, '--encoding=UTF-8']
  const where = ['--branches', 'HEAD', '--']
  const args = ['rev-list', ...filter, '--format=%H%x00%B%x00', ...where]
  // A repository without a commit has no HEAD.
  const { stdout } = await git(args, { cwd: root, codes: [0, 128] })
  return stdout
    .toString()
    .split('\0\n')
    .flatMap(part => {
      const [head = '', message] = part.split('\0')
      if (message === undefined || parseTrailers(message)['git-doc-run'] !== run) return []
      return [head.slice(head.lastIndexOf('\n') + 1)]
    })
}
