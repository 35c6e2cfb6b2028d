import type {
  ChangedFile,
  CodeHistory,
  LookAtLine,
  RepositoryFacts,
  TouchingCommit,
} from '../../ports/repository.ts'
import { git } from './command.ts'
import { offline, streamGit } from './log-stream.ts'

/** The history of a repository, read by `git log` along first parents. */
export const openCodeHistory = ({ root, shallow }: RepositoryFacts): CodeHistory => {
  const ask = (args: readonly string[], codes: readonly number[]) =>
    git(args, { cwd: root, codes, env: { ...offline, GIT_LITERAL_PATHSPECS: '0' } })
  return {
    async missing() {
      if (shallow) return 'shallow clone'
      const { code } = await ask(['config', '--get-regexp', '^remote\\..*\\.promisor$'], [0, 1])
      return code === 0 ? 'partial clone' : undefined
    },
    async mergeBase(one, other) {
      const { code, stdout } = await ask(['merge-base', one, other], [0, 1])
      return code === 0 ? stdout.toString().trim() : undefined
    },
    lines(from, without, look) {
      const paths = [':(top)', ...without.map(pattern => `:(exclude,top)${pattern}`)]
      const args = [...walk, '-p', '-U0', `--format=${head}`, from, '--', ...paths]
      return streamGit(args, root, lines(look))
    },
    async commits(from, look) {
      const reader = commits(look)
      const args = [...walk, '--raw', '-z', '--no-abbrev', `--format=${head}`, from, '--']
      await streamGit(args, root, reader.take)
      reader.end()
    },
    async mentions(commit, word, patterns) {
      const args = ['grep', '-q', '-w', '-F', '-e', word, commit, '--', ...patterns]
      return (await ask(args, [0, 1])).code === 0
    },
  }
}

/** Stands before each commit; no line of a diff begins with it. */
const mark = '\u0001'
const head = '%x01%H%x01%s%x01'

const walk = [
  '-c',
  'core.attributesFile=/dev/null',
  '-c',
  'core.quotePath=false',
  '-c',
  'diff.suppressBlankEmpty=false',
  '-c',
  'log.showSignature=false',
  'log',
  '--first-parent',
  '-m',
  '--no-renames',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  '--ignore-submodules=all',
  '--diff-algorithm=myers',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--no-show-signature',
  '--no-notes',
  '--no-mailmap',
]

/** Reads patches without context: what stands behind `+` and `-` between the headers of a file. */
const lines = (look: LookAtLine) => {
  let rest = ''
  let commit = { commit: '', subject: '' }
  let file: ChangedFile | undefined
  let body = false
  const readHead = (line: string) => {
    if (line.startsWith(mark)) commit = commitOf(line)
    else if (line.startsWith('diff --git ')) {
      body = false
      file = undefined
    } else if (line.startsWith('@@ ')) body = true
    else if (!body && /^(?:---|\+\+\+) [ab]\//.test(line))
      file = { ...commit, path: line.slice(6).replace(/\t$/, '') }
  }
  return (text: string): boolean => {
    const all = (rest + text).split('\n')
    rest = all.pop() ?? ''
    for (const line of all) {
      const removed = line.startsWith('-')
      if (!body || !(removed || line.startsWith('+'))) readHead(line)
      else if (file) look(file, removed, line.slice(1))
    }
    return true
  }
}

const commitOf = (head: string) => {
  const [, commit = '', subject = ''] = head.slice(head.indexOf(mark)).split(mark)
  return { commit, subject }
}

/** Reads raw listings: a commit's head, then modes and blobs, then a path, all ended by NUL. */
const commits = (look: (commit: TouchingCommit) => boolean) => {
  let rest = ''
  let now: (TouchingCommit & { readonly files: TouchingCommit['files'][number][] }) | undefined
  let blobs: readonly string[] | undefined
  const finish = (): boolean => {
    const done = now
    now = undefined
    return done === undefined || look(done)
  }
  const read = (piece: string): boolean => {
    const from = piece.indexOf(mark)
    if (blobs) {
      const [before, after] = blobs.map(id => (/^0+$/.test(id) ? undefined : id))
      now?.files.push({ path: piece, before, after })
      blobs = undefined
    } else if (from >= 0) {
      const goesOn = finish()
      if (goesOn) now = { ...commitOf(piece), files: [] }
      return goesOn
    } else if (piece.trimStart().startsWith(':')) blobs = piece.trim().split(' ').slice(2, 4)
    return true
  }
  return {
    take(text: string): boolean {
      const all = (rest + text).split('\0')
      rest = all.pop() ?? ''
      return all.every(read)
    },
    end: finish,
  }
}
