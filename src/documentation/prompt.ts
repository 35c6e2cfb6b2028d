import { tokensOf } from '../ports/tokens.ts'
import { hash } from './hash.ts'
import { dataBlock, systemText, type Template, templateName } from './prompt-template.ts'

export { unchangedWord } from './prompt-template.ts'

/** What a prompt is made of. `text` is the section with LF line endings, `diff` what fits of the commit, `omitted` the rest by name. */
export interface PromptInput {
  readonly commit: { readonly subject: string; readonly message: string }
  readonly diff: string
  readonly file: string
  readonly section: string
  readonly text: string
  /** Random, and new for each prompt, so that no author of a diff or document can know it. */
  readonly nonce: string
  readonly omitted: readonly string[]
  /** Why an earlier answer was not taken, if there was one. */
  readonly objections?: readonly string[]
  /** What the repository says in place of our own words, and of this document. */
  readonly template?: Template
}

/** More names than this of what was left out are only counted. */
const mostNames = 20

const messageOf = ({ subject, message }: PromptInput['commit']): string => {
  const whole = message.trim()
  return whole.startsWith(subject) ? whole : `${subject}\n\n${whole}`.trim()
}

const leftOut = (omitted: readonly string[]): string => {
  const rest = omitted.length - mostNames
  return [...omitted.slice(0, mostNames), ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n')
}

/** Names, paths and titles are data as well: all of them come from the repository. */
const userParts = (input: PromptInput, nonce: string): readonly string[] => {
  const block = (name: string, content: string) => [...dataBlock(name, content, nonce), '']
  const { commit, diff, omitted, objections = [], file, section, text } = input
  return [
    ...block('commit message', messageOf(commit)),
    ...block('diff', diff),
    ...(omitted.length ? block('left out of the diff', leftOut(omitted)) : []),
    ...block('place of the section', `${file}: ${section}`),
    ...block('section', text),
    ...(objections.length
      ? [
          ...block('what is wrong with an earlier answer', objections.join('\n')),
          'An earlier answer was not taken for the reasons above. Answer anew without what they name.',
          '',
        ]
      : []),
    'Answer with the section as it must read now, or with UNCHANGED.',
  ]
}

/** A prompt as it is sent. `hash` is over all of it but its nonce; `tokens` is an estimate that errs high. */
export interface Prompt {
  readonly template: string
  readonly system: string
  readonly user: string
  readonly hash: string
  readonly tokens: number
  readonly omitted: readonly string[]
}

/** The prompt for one section of one document. `hash` is over all of it but the nonce, so equal work has equal prompts. */
export const prompt = (input: PromptInput): Prompt => {
  const { nonce, omitted, template: own = {} } = input
  const template = templateName(own)
  const unfenced = JSON.stringify([template, systemText(own, ''), ...userParts(input, '')])
  if (!nonce || unfenced.includes(nonce))
    throw new Error('The nonce of a prompt is empty or stands in its data.')
  const system = systemText(own, nonce)
  const user = userParts(input, nonce).join('\n')
  const tokens = tokensOf(system) + tokensOf(user)
  return { template, system, user, hash: hash(unfenced), tokens, omitted }
}
