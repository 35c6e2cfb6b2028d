import type { PastCommit } from '../../ports/pipelines.ts'
import { git } from '../git/command.ts'

/** How many commits are read at most. */
const most = 50_000

/** The commits of HEAD since a time, newest first and each before its parents, with their tags; none before the first commit. */
export const historySince = async (root: string, since: Date): Promise<readonly PastCommit[]> => {
  const args = [
    'log',
    '--topo-order',
    '--no-show-signature',
    '--decorate=full',
    '--decorate-refs=refs/tags/',
    `--since=${since.toISOString()}`,
    `--max-count=${most}`,
    '--format=%H%x09%P%x09%ct%x09%at%x09%D',
    'HEAD',
    '--',
  ]
  const { code, stdout } = await git(args, { cwd: root, codes: [0, 128] })
  if (code !== 0) return []
  return stdout.toString().split('\n').filter(Boolean).map(commitIn)
}

const commitIn = (line: string): PastCommit => {
  const [commit = '', parents = '', committed, authored, names = ''] = line.split('\t')
  return {
    commit,
    parents: parents.split(' ').filter(Boolean),
    committed: Number(committed),
    authored: Number(authored),
    month: new Date(Number(committed) * 1_000).toISOString().slice(0, 7),
    tags: names
      .split(', ')
      .flatMap(name => (name.startsWith('tag: refs/tags/') ? [name.slice(15)] : [])),
  }
}
