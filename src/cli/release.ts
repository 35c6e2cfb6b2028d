import { wrongUsage } from '../errors/usage.ts'
import type { ReleaseOptions } from './release/options.ts'
import type { Terminal } from './terminal.ts'

type Verb = (
  args: readonly string[],
  options: ReleaseOptions,
  terminal: Terminal,
) => Promise<number>

/** What can be done with releases; each is loaded when it is chosen. */
const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  status: async () => (await import('./release/status.ts')).status,
  draft: async () => (await import('./release/draft.ts')).draft,
  commit: async () => (await import('./release/commit.ts')).commit,
  bump: async () => (await import('./release/bump.ts')).bump,
  stage: async () => (await import('./release/stage.ts')).stage,
  report: async () => (await import('./release/report.ts')).report,
  approve: async () => (await import('./release/approve.ts')).approve,
  activate: async () => (await import('./release/activate.ts')).activate,
  rollback: async () => (await import('./release/activate.ts')).rollback,
  history: async () => (await import('./release/history.ts')).history,
  why: async () => (await import('./release/history.ts')).why,
  diff: async () => (await import('./release/diff.ts')).diff,
  verify: async () => (await import('./release/verify.ts')).verify,
  guard: async () => (await import('./release/guard.ts')).guard,
  abandon: async () => (await import('./release/abandon.ts')).abandon,
}

/** `git-doc release <verb>`. */
export const release = async (
  verb: string | undefined,
  args: readonly string[],
  options: ReleaseOptions,
  terminal: Terminal,
): Promise<number> => {
  const load = verb === undefined ? verbs.status : Object.hasOwn(verbs, verb) && verbs[verb]
  if (!load)
    throw wrongUsage(`"release ${verb}" is not known.`, `Known: ${Object.keys(verbs).join(', ')}.`)
  return (await load())(args, options, terminal)
}
