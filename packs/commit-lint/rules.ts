/** What a message must be like. */
export interface Rules {
  readonly types: readonly string[]
  readonly scopes: readonly string[]
  readonly conventional: boolean
  readonly longest: number
}

/** What Git or a tool wrote, and what will be squashed. */
const written =
  /^(?:Merge (?:branch|pull request|remote-tracking|tag|commit|\w+ into)|Revert "|Reapply "|(?:fixup|squash|amend)! |v?\d+\.\d+\.\d+)/

/** The message as Git keeps it: without comments, and without what follows the scissors. */
export const withoutComments = (text: string): string =>
  text
    .replace(/^# -+ >8 -+[\s\S]*/m, '')
    .split('\n')
    .filter(line => !line.startsWith('#'))
    .join('\n')
    .trim()

/** Everything that is wrong with a message. */
export const faultsIn = (message: string, rules: Rules): readonly string[] => {
  const [subject = '', second = '', ...rest] = message.split('\n')
  if (written.test(subject)) return []
  if (subject.trim() === '') return ['it is empty']
  const { length } = [...subject]
  return [
    ...(rules.conventional ? headerFaults(subject, rules) : []),
    ...(length > rules.longest
      ? [`the subject has ${length} characters, ${rules.longest} are allowed`]
      : []),
    ...(/[^.]\.$/.test(subject) ? ['the subject ends in a full stop'] : []),
    ...(second.trim() !== '' && rest.length >= 0 ? ['the second line must be empty'] : []),
  ]
}

const headerFaults = (subject: string, { types, scopes }: Rules): readonly string[] => {
  const [whole, type = '', scope, , gap = '', what = ''] =
    /^(\w+)(?:\(([^()]*)\))?(!)?:(\s*)(.*)$/.exec(subject) ?? []
  if (whole === undefined) return ['it does not begin with a type, such as "fix: "']
  return [
    ...(types.includes(type) ? [] : [`the type ${type} is none of ${types.join(', ')}`]),
    ...(scope === '' ? ['the scope is empty'] : []),
    ...(scope && scopes.length > 0 && !scopes.includes(scope)
      ? [`the scope ${scope} is none of ${scopes.join(', ')}`]
      : []),
    ...(what === '' ? ['it says nothing after the colon'] : []),
    ...(what !== '' && gap === '' ? ['a space is missing after the colon'] : []),
  ]
}
