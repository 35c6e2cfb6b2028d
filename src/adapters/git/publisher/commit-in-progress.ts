import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * Whether a person's Git command is about to move HEAD in this working tree: a commit reads HEAD when it begins and moves it when
 * its hooks and its editor have ended, and fails if HEAD was moved meanwhile. Known from /proc; false where there is none.
 */
export const commitInProgress = (root: string): boolean => {
  // At once, and as UTF-8: hundreds of short reads take a tenth of the time that a detour over other threads takes.
  const running = (attempt(() => readdirSync('/proc')) ?? []).filter(
    id => /^\d+$/.test(id) && contentOf(id, 'comm') === 'git\n' && movesHead(id),
  )
  if (running.length === 0) return false
  const folder = realpathSync(root)
  const here = running.filter(id => attempt(() => readlinkSync(`/proc/${id}/cwd`)) === folder)
  const own = here.length > 0 ? ancestors() : new Set()
  return here.some(id => !own.has(id))
}

/** Waits a moment for such a command to end; whether none is there any more. */
export const commitsEnded = async (root: string): Promise<boolean> => {
  for (let left = patience.tries; left > 0; left--) {
    if (!commitInProgress(root)) return true
    await pause(patience.milliseconds)
  }
  return false
}

const patience = { tries: 40, milliseconds: 50 }

const movers = new Set(['commit', 'merge', 'pull', 'cherry-pick', 'revert', 'rebase', 'am'])

const movesHead = (id: string): boolean => {
  const [program = '', ...words] = contentOf(id, 'cmdline').split('\0')
  const command = words.find(
    (word, place) =>
      !word.startsWith('-') && !/^(?:-[cC]|--(?:git-dir|work-tree))$/.test(words[place - 1] ?? ''),
  )
  return basename(program) === 'git' && command !== undefined && movers.has(command)
}

/** Those that started us: a commit whose hook runs git-doc waits for us and has moved HEAD already. */
const ancestors = (): ReadonlySet<string> => {
  const found = new Set<string>()
  for (let id: string | undefined = String(process.ppid); id && id !== '0' && !found.has(id); ) {
    found.add(id)
    const stat: string = contentOf(id, 'stat')
    // The name of a program may hold anything, also a bracket.
    id = /^ \S (\d+)/.exec(stat.slice(stat.lastIndexOf(')') + 1))?.[1]
  }
  return found
}

const contentOf = (id: string, file: string): string =>
  attempt(() => readFileSync(`/proc/${id}/${file}`, 'utf8')) ?? ''

/** Undefined for what ended meanwhile or is another user's. */
const attempt = <Result>(read: () => Result): Result | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}
