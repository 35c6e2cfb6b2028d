import type { Note } from '../../ports/hooks.ts'

/**
 * A note as hook.sh writes it, named for its hook: `ref` and `commit` where they were known, then the pairs of a rewrite,
 * then `end`, without which it is half a note. Undefined for anything else.
 */
export const parseNote = (file: string, text: string): Note | undefined => {
  const hook = /^(post-(?:commit|merge|rewrite))\./.exec(file)?.[1] as Note['hook'] | undefined
  const lines = text.split(/\r?\n/)
  if (!hook || lines.pop() !== '' || lines.pop() !== 'end') return undefined
  const fields = new Map<string, string>()
  const rewrites: { from: string; to: string }[] = []
  // A hook that has no pairs to pass on may pass an empty line.
  for (const line of lines.filter(Boolean)) {
    const [, name, value] = /^(ref|commit) (\S+)$/.exec(line) ?? []
    const [, from, to] = /^([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]+)(?: .*)?$/.exec(line) ?? []
    if (name && value && isValid[name]?.(value)) fields.set(name, value)
    else if (hook === 'post-rewrite' && from && to?.length === from.length)
      rewrites.push({ from, to })
    else return undefined
  }
  return {
    file,
    hook,
    ref: fields.get('ref'),
    commit: fields.get('commit'),
    // A reword that changes nothing is told as a commit that became itself.
    rewrites: rewrites.filter(({ from, to }) => from !== to),
  }
}

const isValid: Readonly<Record<string, (value: string) => boolean>> = {
  ref: value => value.startsWith('refs/'),
  commit: value => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value),
}
