import type { Fault } from './checks.ts'

const reference = /\$\{([^{}]*)\}?/g

/** What is wrong with the `${VARIABLE}`s of a text, if anything; whether they are set is not asked. */
export const variablesFault = (text: string): Fault | undefined => {
  const hint = `Write \${NAME}, the name of an environment variable.`
  for (const [whole, name = ''] of text.matchAll(reference))
    if (!whole.endsWith('}') || !/^[a-z_][a-z0-9_]*$/i.test(name))
      return { what: 'has a "${" that names no environment variable', hint }
  if (/^\$\w+$/.test(text.trim())) return { what: 'names a variable without braces', hint }
  return undefined
}

/** The variables a text names, each once. */
export const variablesOf = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(reference)].map(([, name = '']) => name)),
]

/** A text with its variables filled in, or those that are not set. An empty variable is not set. */
export const fillIn = (
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): { readonly text: string } | { readonly unset: readonly string[] } => {
  const unset = variablesOf(text).filter(name => !env[name]?.trim())
  if (unset.length > 0) return { unset }
  return { text: text.replace(reference, (_, name: string) => env[name]?.trim() ?? '').trim() }
}

/** A variable's name for a message. What looks like a key that someone put into the braces is not repeated. */
export const shownName = (variable: string): string =>
  variable.length > 20 && /[a-z]/.test(variable) ? '…' : variable

/** A variable as the configuration writes it, for a message. */
export const nameOf = (variable: string): string => `\${${shownName(variable)}}`
