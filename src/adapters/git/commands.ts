import { tagExists, unknownCommit } from '../../errors/git.ts'
import type { GitCommands, LoggedCommit, LoggedTag } from '../../ports/git-commands.ts'
import type { RepositoryFacts } from '../../ports/repository.ts'
import { claim } from './claims.ts'
import { type GitOptions, git, gitText } from './command.ts'
import { isObjectId } from './objects.ts'

/** What a person may have configured for `git diff` and must not change what a job sees. */
const plain = [
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--find-renames',
  '--full-index',
]

/** What automation asks of Git: a process each. */
export const openGitCommands = ({
  root,
  objectFormat,
}: Pick<RepositoryFacts, 'root' | 'objectFormat'>): GitCommands => {
  const run = (args: readonly string[], options: Omit<GitOptions, 'cwd'> = {}) =>
    git(args, { ...options, cwd: root })
  const text = (args: readonly string[], options: Omit<GitOptions, 'cwd'> = {}) =>
    gitText(args, { ...options, cwd: root })

  /** The id of a commit or tree that a revision names. */
  const idOf = async (revision: string, type: 'commit' | 'tree' = 'commit'): Promise<string> => {
    if (isObjectId(revision) && type === 'commit') return revision
    const isName = !revision.includes('\0')
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{${type}}`]
    const id = isName ? await text(args, { codes: [0, 1, 128] }) : ''
    if (!isObjectId(id)) throw unknownCommit(revision)
    return id
  }
  const emptyTree = (): Promise<string> =>
    text(['hash-object', '-t', 'tree', '--stdin'], { input: '' })
  const treesOf = async ({ from, to }: { from?: string | undefined; to: string }) => [
    from === undefined ? await emptyTree() : await idOf(from, 'tree'),
    await idOf(to, 'tree'),
  ]
  const below = (paths: readonly string[] = []) => (paths.length > 0 ? ['--', ...paths] : [])

  return {
    async patch({ paths, ...range }) {
      const trees = await treesOf(range)
      return (
        await run(['diff-tree', '-r', '-p', ...plain, ...trees, ...below(paths)])
      ).stdout.toString()
    },
    async changed({ paths, ...range }) {
      const trees = await treesOf(range)
      return listed(await run(['diff-tree', '-r', '-z', '--name-only', ...trees, ...below(paths)]))
    },
    async staged(indexFile) {
      const head = await text(['rev-parse', '--verify', '--quiet', 'HEAD^{tree}'], {
        codes: [0, 1, 128],
      })
      const tree = isObjectId(head) ? head : await emptyTree()
      return listed(
        await run(['diff-index', '--cached', '-r', '-z', '--name-only', tree], {
          env: indexFile === undefined ? {} : { GIT_INDEX_FILE: indexFile },
        }),
      )
    },
    async log({ from, to, limit }) {
      const without = from === undefined ? [] : [`^${await idOf(from)}`]
      const { stdout } = await run([
        'log',
        '-z',
        '--no-color',
        '--no-show-signature',
        '--encoding=UTF-8',
        `--max-count=${limit}`,
        '--format=%H%x01%an%x01%ae%x01%cI%x01%s%x01%b',
        await idOf(to),
        ...without,
      ])
      return stdout.toString().split('\0').filter(Boolean).map(loggedCommit)
    },
    async tags(commit) {
      const { stdout } = await run([
        'for-each-ref',
        `--merged=${await idOf(commit)}`,
        '--sort=-creatordate',
        '--format=%(refname:strip=2)%00%(objectname)%00%(*objectname)%00%(creatordate:iso-strict)',
        'refs/tags',
      ])
      return stdout.toString().split('\n').filter(Boolean).map(loggedTag)
    },
    async config(key) {
      const { code, stdout } = await run(['config', '--null', '--get', key], { codes: [0, 1] })
      return code === 0 ? stdout.toString().replace(/\0$/, '') : undefined
    },
    async tag({ name, commit, message }) {
      const ref = `refs/tags/${name}`
      const id = await idOf(commit)
      const known = await text(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], {
        codes: [0, 1, 128],
      })
      if (known === id) return
      if (known !== '') throw tagExists(name, known)
      if (message === undefined) {
        await run(['check-ref-format', ref])
        await run([
          'update-ref',
          '--no-deref',
          ref,
          id,
          '0'.repeat(objectFormat === 'sha256' ? 64 : 40),
        ])
      } else
        await run(
          ['tag', '--annotate', '--no-sign', '--file=-', '--cleanup=verbatim', '--', name, id],
          {
            input: `${message}\n`,
          },
        )
    },
    claim: (name, clone) => claim(root, name, clone),
    async note(ref, commit) {
      const id = await idOf(commit)
      const { code, stdout } = await run(['notes', `--ref=${ref}`, 'show', id], { codes: [0, 1] })
      return code === 0 ? stdout.toString() : undefined
    },
    async addNote(ref, commit, note) {
      const id = await idOf(commit)
      const { code, stdout } = await run(['notes', `--ref=${ref}`, 'show', id], { codes: [0, 1] })
      const before = code === 0 ? stdout.toString() : ''
      if (before.includes(note.trim())) return
      await run(['notes', `--ref=${ref}`, 'append', '--file=-', id], { input: note })
    },
  }
}

const listed = ({ stdout }: { readonly stdout: Buffer }): readonly string[] =>
  stdout.toString().split('\0').slice(0, -1)

const loggedCommit = (line: string): LoggedCommit => {
  const [commit = '', name = '', email = '', date = '', subject = '', ...body] = line.split('\x01')
  return { commit, subject, body: body.join('\x01').trim(), author: { name, email }, date }
}

const loggedTag = (line: string): LoggedTag => {
  const [name = '', object = '', peeled = '', date = ''] = line.split('\0')
  return { name, commit: peeled || object, date }
}
