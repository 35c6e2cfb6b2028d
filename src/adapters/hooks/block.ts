import type { HookName } from '../../ports/hooks.ts'
import { hooksAfter, hooksBefore, isBefore } from '../../ports/jobs.ts'
import { quoted, slashed } from './launch.ts'

/** Every hook that git-doc can be called by. */
export const hookNames: readonly HookName[] = [...hooksAfter, ...hooksBefore]

/** What the documents need, beside what jobs ask for. */
export const documentHooks: readonly HookName[] = ['post-commit', 'post-merge', 'post-rewrite']

/** One line of sh that calls the hook if it is there. It never fails, unless the hook can refuse. */
export const callOf = (script: string, hook: HookName): string => {
  const path = quoted(slashed(script))
  return isBefore(hook)
    ? `[ ! -f ${path} ] || sh ${path} ${hook} "$@"`
    : `[ -f ${path} ] && sh ${path} ${hook} "$@" || :`
}

/** The same as a command in Git's configuration: Git adds the arguments of the hook behind it. */
export const configCallOf = (script: string, hook: HookName): string =>
  isBefore(hook) ? callOf(script, hook).replace(/ "\$@"$/, '') : callOf(script, hook)

/** The same line without a path of this machine, for a hook that people share. */
export const sharedCallOf = (hook: HookName): string => {
  const file = 'f=$(git rev-parse --git-common-dir)/git-doc/hook.sh'
  return isBefore(hook)
    ? `${file}; [ ! -f "$f" ] || sh "$f" ${hook} "$@" || exit`
    : `${file}; [ -f "$f" ] && sh "$f" ${hook} "$@" || :`
}

const begin = '# >>> git-doc >>> "git-doc disable-hook" takes this block away.\n'
const end = '# <<< git-doc <<<\n'
const pattern = /# >>> git-doc >>>[^\n]*\n[\s\S]*?# <<< git-doc <<<\n/

/** What follows our block in the file: nothing, a script, or one that Git did not run. */
export type Rest = 'nothing' | 'script' | 'switched-off'

/** Our block for a hook's file. What comes after it still finds on its standard input what Git wrote there. */
export const blockOf = (script: string, hook: HookName, rest: Rest): string => {
  const lines = [...linesOf(script, hook, rest)]
  // Git runs only files that are executable, which this one now is.
  if (rest === 'switched-off') lines.push('exit 0')
  return `${begin}${lines.join('\n')}\n${end}`
}

const linesOf = (script: string, hook: HookName, rest: Rest): readonly string[] => {
  const call = callOf(script, hook)
  if (!isBefore(hook))
    return hook === 'post-rewrite' && rest === 'script'
      ? [
          'git_doc_input=$(cat)',
          call.replace('&& sh', '&& printf \'%s\\n\' "$git_doc_input" | sh'),
          ...inputAgain('exec 0', ''),
          'unset git_doc_input',
        ]
      : [call]
  if (hook !== 'pre-push' || rest !== 'script') return [`${call} || exit`]
  // A push that changes nothing writes nothing, and a line would be a ref.
  return [
    'git_doc_input=$(cat)',
    'if [ -n "$git_doc_input" ]; then',
    ...inputAgain(`{ ${call}; } `, ' || exit'),
    ...inputAgain('exec 0', ''),
    `else { ${call}; } </dev/null || exit; exec 0</dev/null; fi`,
    'unset git_doc_input',
  ]
}

/** A command that reads what was read before, and what follows it. */
const inputAgain = (command: string, rest: string): readonly string[] => [
  `${command}<<git_doc_input_ends${rest}`,
  '$git_doc_input',
  'git_doc_input_ends',
]

/** A hook's bytes with a block after their first line, or in place of the one that is there. */
export const withBlock = (bytes: Uint8Array, block: string): Buffer => {
  const text = Buffer.from(bytes).toString('latin1')
  const ours = Buffer.from(block).toString('latin1')
  if (pattern.test(text))
    return Buffer.from(
      text.replace(pattern, () => ours),
      'latin1',
    )
  const shebang = /^#![^\n]*\n?/.exec(text)?.[0] ?? ''
  const gap = shebang && !shebang.endsWith('\n') ? '\n' : ''
  return Buffer.from(`${shebang}${gap}${ours}${text.slice(shebang.length)}`, 'latin1')
}

export const hasBlock = (bytes: Uint8Array): boolean =>
  pattern.test(Buffer.from(bytes).toString('latin1'))

/** The bytes without our block. */
export const withoutBlock = (bytes: Uint8Array): Buffer =>
  Buffer.from(Buffer.from(bytes).toString('latin1').replace(pattern, ''), 'latin1')

/** Whether a hook's bytes are a script that sh can go on with after our block. */
export const isShell = (bytes: Uint8Array): boolean => {
  const head = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1')
  if (head.includes('\0')) return false
  return !head.startsWith('#!') || /^#![^\n]*\b(?:ba|da|a|k|z)?sh\b/.test(head)
}
