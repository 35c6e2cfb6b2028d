import { quoted, slashed } from './launch.ts'

/** The hooks that git-doc listens to. */
export const hookNames = ['post-commit', 'post-merge', 'post-rewrite'] as const
export type HookName = (typeof hookNames)[number]

/** One line of sh that calls the hook if it is there, and never fails. */
export const callOf = (script: string, hook: HookName): string => {
  const path = quoted(slashed(script))
  return `[ -f ${path} ] && sh ${path} ${hook} "$@" || :`
}

/** The same line without a path of this machine, for a hook that people share. */
export const sharedCallOf = (hook: HookName): string =>
  `f=$(git rev-parse --git-common-dir)/git-doc/hook.sh; [ -f "$f" ] && sh "$f" ${hook} "$@" || :`

const begin = '# >>> git-doc >>> "git-doc disable-hook" takes this block away.\n'
const end = '# <<< git-doc <<<\n'
const pattern = /# >>> git-doc >>>[^\n]*\n[\s\S]*?# <<< git-doc <<<\n/

/** What follows our block in the file: nothing, a script, or one that Git did not run. */
export type Rest = 'nothing' | 'script' | 'switched-off'

/** Our block for a hook's file. What comes after it still finds the rewritten commits on its standard input. */
export const blockOf = (script: string, hook: HookName, rest: Rest): string => {
  const call = callOf(script, hook)
  const lines =
    hook === 'post-rewrite' && rest === 'script'
      ? [
          'git_doc_input=$(cat)',
          call.replace('&& sh', '&& printf \'%s\\n\' "$git_doc_input" | sh'),
          'exec 0<<git_doc_input_ends',
          '$git_doc_input',
          'git_doc_input_ends',
          'unset git_doc_input',
        ]
      : [call]
  // Git runs only files that are executable, which this one now is.
  if (rest === 'switched-off') lines.push('exit 0')
  return `${begin}${lines.join('\n')}\n${end}`
}

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
