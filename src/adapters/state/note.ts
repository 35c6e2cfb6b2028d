import type { Note } from '../../ports/hooks.ts'
import { hooksAfter } from '../../ports/jobs.ts'

/**
 * A note as hook.sh writes it, named after its hook: a line for each thing that is known, its name first, then the pairs of a
 * rewrite, then `end`, which proves that the note is complete. Undefined for anything else.
 */
export const parseNote = (file: string, text: string): Note | undefined => {
  const hook = hooksAfter.find(name => file.startsWith(`${name}.`))
  const lines = text.split(/\r?\n/)
  if (!hook || lines.pop() !== '' || lines.pop() !== 'end') return undefined
  const fields = new Map<string, string>()
  const rewrites: { from: string; to: string }[] = []
  // A hook without pairs may pass an empty line.
  for (const line of lines.filter(Boolean)) {
    const [, name = '', value = ''] = /^([a-z]+) (\S+)$/.exec(line) ?? []
    const [, from, to] = /^([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]+)(?: .*)?$/.exec(line) ?? []
    if (isValid(name, value)) fields.set(name, value)
    else if (hook === 'post-rewrite' && from && to?.length === from.length)
      rewrites.push({ from, to })
    else return undefined
  }
  return {
    file,
    hook,
    ref: fields.get('ref'),
    commit: fields.get('commit'),
    // Git reports a reword without changes as a commit that became itself.
    rewrites: rewrites.filter(({ from, to }) => from !== to),
    // Nothing was there before a new worktree.
    previous: /^0+$/.test(fields.get('previous') ?? '') ? undefined : fields.get('previous'),
    squash: flag(fields.get('squash')),
    branch: flag(fields.get('branch')),
    command: fields.get('command') as Note['command'],
    during: fields.get('during') as Note['during'],
    worktree: fields.get('worktree'),
  }
}

const flag = (value: string | undefined): boolean | undefined =>
  value === undefined ? undefined : value === '1'

const patterns: Readonly<Record<string, RegExp>> = {
  ref: /^refs\//,
  commit: /^([0-9a-f]{40}|[0-9a-f]{64})$/,
  previous: /^([0-9a-f]{40}|[0-9a-f]{64})$/,
  squash: /^[01]$/,
  branch: /^[01]$/,
  command: /^(amend|rebase)$/,
  during: /^(rebase|am|cherry-pick|revert|bisect)$/,
  worktree: /^[^/\\]+$/,
}

const isValid = (name: string, value: string): boolean =>
  Object.hasOwn(patterns, name) && (patterns[name]?.test(value) ?? false)
