import { distance } from 'fastest-levenshtein'
import { hooksAfter, hooksBefore, type JobHook } from '../../../ports/jobs.ts'
import type { Fault } from '../protocol.ts'

const hooks: readonly string[] = [...hooksBefore, ...hooksAfter]

/** Those that Git runs where somebody pushes to. */
const onServer = [
  'pre-receive',
  'update',
  'proc-receive',
  'post-receive',
  'post-update',
  'push-to-checkout',
]

/** Git's other hooks (githooks(5)). */
const others = [
  'applypatch-msg',
  'pre-applypatch',
  'pre-auto-gc',
  'reference-transaction',
  'sendemail-validate',
  'fsmonitor-watchman',
  'p4-changelist',
  'p4-prepare-changelist',
  'p4-post-changelist',
  'p4-pre-submit',
  'post-index-change',
]

export const isJobHook = (name: string): name is JobHook => hooks.includes(name)

/** What is wrong with the name of a hook, if it is not one that starts jobs. */
export const hookFault = (name: string): readonly Fault[] => {
  if (name === 'manual' || isJobHook(name)) return []
  const shown = JSON.stringify(name)
  if (onServer.includes(name))
    return [
      {
        key: 'on',
        what: `${shown} is a hook that Git runs on a server`,
        hint: `Jobs start from ${hooks.join(', ')}.`,
      },
    ]
  if (others.includes(name))
    return [
      {
        key: 'on',
        what: `${shown} is a hook of Git that starts no jobs`,
        hint: `Jobs start from ${hooks.join(', ')}.`,
      },
    ]
  const [nearest = ''] = ['manual', ...hooks].sort((a, b) => distance(a, name) - distance(b, name))
  return [{ key: 'on', what: `${shown} is not a hook of Git`, hint: `Did you mean "${nearest}"?` }]
}
