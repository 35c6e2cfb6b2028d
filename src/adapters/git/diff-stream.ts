import { randomUUID } from 'node:crypto'
import type { Diff } from '../../ports/diff.ts'
import type { RepositoryFacts } from '../../ports/repository.ts'
import { endingWith } from './answers.ts'
import { parseDiff } from './parse-diff.ts'
import { openStream } from './streams.ts'

/** What a person's configuration and environment could still change of what plumbing prints. */
const diffConfig = {
  'core.attributesFile': '/dev/null',
  'core.bigFileThreshold': '32m',
  'diff.suppressBlankEmpty': 'false',
}

const diffEnvironment = { GIT_ATTR_NOSYSTEM: '1', GIT_DIFF_OPTS: '' }

/** Plumbing, with each option that has a default a version or a configuration may change said aloud. */
export const diffCommand = [
  'diff-tree',
  '--stdin',
  '--root',
  '--diff-merges=off',
  '-r',
  '--raw',
  '-z',
  '-p',
  '-M',
  '-l1000',
  '-U3',
  '--inter-hunk-context=0',
  '--diff-algorithm=myers',
  '--indent-heuristic',
  '--full-index',
  '--no-abbrev',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  '--ignore-submodules=none',
  '--submodule=short',
]

/** Diffs of commits and trees, one after the other. */
export interface DiffStream {
  /** `what` is a commit or two trees. The answer is empty for a merge, and for what is not there. */
  diff(what: string): Promise<Diff>
  close(): Promise<void>
}

/** `git diff-tree` kept open: a line that is no id is echoed at once, which tells where an answer ends. */
export const openDiffStream = (
  { root }: RepositoryFacts,
  env: Readonly<Record<string, string>> = {},
): DiffStream => {
  const end = `end ${randomUUID()}`
  const stream = openStream(diffCommand, {
    cwd: root,
    config: diffConfig,
    env: { ...diffEnvironment, ...env },
    collector: endingWith(`${end}\n`),
  })
  return {
    diff: async what => parseDiff(await stream.ask(`${what}\n${end}`)),
    close: stream.close,
  }
}
