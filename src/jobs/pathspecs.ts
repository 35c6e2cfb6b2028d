import { parametersIn } from './route.ts'

/** What both Git and a pattern of ours understand, and understand alike. */
const understood = /^[\w.\-/*?:@+,=~ ]+$/

/**
 * Git's pathspecs for at least every path that one of these patterns matches; undefined where Git could not be asked for one of
 * them, or where there is none, which stands for every path.
 */
export const pathspecsOf = (patterns: readonly string[]): readonly string[] | undefined => {
  if (patterns.length === 0) return undefined
  const found: string[] = []
  for (const pattern of patterns) {
    const glob = globOf(pattern)
    if (glob === undefined) return undefined
    found.push(`:(top,glob)${glob}`)
    // A pattern of ours that ends so matches the folder's own name, too: a link or a submodule.
    if (glob.endsWith('/**')) found.push(`:(top,glob)${glob.slice(0, -'/**'.length)}`)
  }
  return [...new Set(found)]
}

const globOf = (pattern: string): string | undefined => {
  if (!understood.test(pattern) || /^[./]*\/|\/\/|(?:^|\/)\.\.?(?:\/|$)|\/$/.test(pattern))
    return undefined
  const glob = parametersIn(pattern).reduce(
    (text, name) => text.replace(new RegExp(`:${name}(?!\\w)`), '*'),
    pattern,
  )
  const isStrange = glob.split('/').some(part => part.includes('**') && part !== '**')
  return isStrange || glob.includes(':') ? undefined : glob
}
