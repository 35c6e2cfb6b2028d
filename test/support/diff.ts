import { parsePatch } from 'diff'
import type { Diff, DiffLine, FileChange, Hunk } from '../../src/ports/diff.ts'

type Patch = ReturnType<typeof parsePatch>[number]

/** A diff as `git diff` prints it, read; a file without a header of its own may begin with its `---` and `+++` lines. */
export const diffOf = (text: string): Diff => parsePatch(text).map(changeOf)

/** A change of one file, with what a test does not say left empty. */
export const change = (path: string, rest: Partial<FileChange> = {}): FileChange => ({
  path,
  status: 'modified',
  binary: false,
  oldMode: '100644',
  newMode: '100644',
  oldBlob: '',
  newBlob: '',
  hunks: [],
  ...rest,
})

/** A file of which lines were removed and others added in their place, in one hunk. */
export const edited = (
  path: string,
  removed: readonly string[],
  added: readonly string[],
  rest: Partial<FileChange> = {},
): FileChange =>
  change(path, {
    hunks: [
      hunkOf(1, 1, '', [...removed.map(line => `-${line}`), ...added.map(line => `+${line}`)]),
    ],
    ...rest,
  })

const changeOf = (patch: Patch): FileChange => {
  const before = bare(patch.oldFileName)
  const path = bare(patch.newFileName)
  const moved = patch.isRename === true
  return change(path ?? before ?? '', {
    ...(moved && before !== undefined ? { from: before } : {}),
    status: moved ? 'renamed' : statusOf(patch, before, path),
    binary: patch.isBinary === true,
    hunks: patch.hunks.map(hunk => hunkOf(hunk.oldStart, hunk.newStart, '', hunk.lines)),
  })
}

const statusOf = (patch: Patch, before?: string, path?: string): FileChange['status'] => {
  if (before === undefined || patch.isCreate) return 'added'
  return path === undefined || patch.isDelete ? 'deleted' : 'modified'
}

const bare = (name: string | undefined): string | undefined =>
  name === undefined || name === '/dev/null' ? undefined : name.replace(/^[ab]\//, '')

const hunkOf = (
  oldStart: number,
  newStart: number,
  heading: string,
  marked: readonly string[],
): Hunk => {
  let before = oldStart
  let after = newStart
  const lines = marked.flatMap((line): DiffLine[] => {
    const text = line.slice(1)
    if (line.startsWith('-')) return [{ kind: 'removed', text, old: before++ }]
    if (line.startsWith('+')) return [{ kind: 'added', text, new: after++ }]
    return line.startsWith('\\') ? [] : [{ kind: 'context', text, old: before++, new: after++ }]
  })
  return { oldStart, newStart, heading, lines }
}
