import { wrongUsage } from '../errors/usage.ts'
import type { ProviderName } from '../ports/settings.ts'
import type { InitChoice, InitConfig, InitWorld, KnownModels, Question } from './init-world.ts'

type Ask = InitWorld['ask']

/** What the configuration is to say: from the person's answers, or what is proposed if nobody is asked. */
export const choose = async (
  { config, providers, models }: InitWorld,
  proposal: ReturnType<InitConfig['propose']>,
  chosen: ProviderName | undefined,
  ask: Ask,
): Promise<InitChoice> => {
  // Nothing is asked of this machine either where nobody is asked.
  const local = ask && chosen === undefined ? await models?.local() : undefined
  const hints = models && hintsOf(providers, config, models, local)
  const provider =
    chosen ??
    (await answer(ask, {
      name: 'provider',
      text: 'Which provider should write the edits? "offline" needs no key and makes only edits that the diff proves.',
      // Never one that costs money because its key happens to be there.
      proposal: 'offline',
      choices: providers,
      ...(hints && { hints }),
      read: text =>
        providers.find(name => name === text) ?? {
          problem: `Answer with one of ${providers.join(', ')}.`,
        },
    }))
  const baseUrl =
    (models?.needsAddress(provider) ?? provider === 'compatible') ? await addressOf(ask) : undefined
  const usual = models?.usual(provider)
  const model = await modelOf(provider, { usual, local, asks: models !== undefined }, ask)
  const costs = ask !== undefined && (models?.costs(provider, model ?? usual ?? '') ?? false)
  const budget = costs ? await budgetOf(ask) : undefined
  const docFiles = await answer<readonly string[]>(ask, {
    name: 'doc-files',
    text: 'Which documents should git-doc keep up to date? (globs, separated by commas)',
    proposal: proposal.docFiles.join(', '),
    read: async text => {
      const globs = globsOf(text)
      const problem = await config.globsFault(globs)
      return problem ? { problem } : globs
    },
  })
  const variable = config.keyVariable(provider)
  return { provider, variable, docFiles, baseUrl, model, budget }
}

/** What a person wants to know of each provider before they choose one. Keys are only named. */
const hintsOf = (
  providers: readonly ProviderName[],
  config: InitConfig,
  models: KnownModels,
  local: readonly string[] | undefined,
): Record<string, string> =>
  Object.fromEntries(
    providers.map(provider => {
      if (provider === 'offline') return [provider, 'no key, no network, no cost']
      if (provider === 'ollama')
        return [provider, local ? `answers here, ${local.length} models` : 'does not answer here']
      if (provider === 'compatible') return [provider, 'a server that speaks the API of OpenAI']
      const found = config.keyVariable(provider)
      if (found) return [provider, `${found} is set`]
      return [provider, `needs ${models.variables(provider).join(' or ')}`]
    }),
  )

const addressOf = (ask: Ask): Promise<string> =>
  answer(ask, {
    name: 'base-url',
    text: 'What is the address of its API, including the version (https://…/v1)?',
    proposal: '',
    read: text =>
      /^https?:\/\/\S+$/.test(text)
        ? text
        : { problem: 'The address must begin with http:// or https://.' },
  })

/** The model to write down: undefined where the provider's usual one will do. */
const modelOf = async (
  provider: ProviderName,
  known: {
    readonly usual: string | undefined
    readonly local: readonly string[] | undefined
    readonly asks: boolean
  },
  ask: Ask,
): Promise<string | undefined> => {
  const { usual, local, asks } = known
  const mustBeNamed = provider === 'compatible' || (asks && usual === undefined)
  if (provider === 'offline' || !(mustBeNamed || (asks && ask))) return undefined
  const here = provider === 'ollama' && local && local.length > 0 ? local : undefined
  const model = await answer(ask, {
    name: 'model',
    text: 'What is the name of the model?',
    proposal: here && !here.includes(usual ?? '') ? (here[0] ?? '') : (usual ?? ''),
    ...(here && { choices: here }),
    read: text => text || { problem: 'It has no default.' },
  })
  return model === usual ? undefined : model
}

const budgetOf = (ask: Ask): Promise<number | undefined> =>
  answer<number | undefined>(ask, {
    name: 'budget',
    text: 'How many US dollars may be spent in a month? (a number, or "none")',
    proposal: '10',
    read: text => {
      if (/^none$/i.test(text)) return undefined
      const dollars = Number(text.replace(/^\$/, ''))
      return dollars > 0 && Number.isFinite(dollars)
        ? dollars
        : { problem: 'Answer with a number above 0, or "none".' }
    },
  })

/** Commas separate globs, except inside braces. */
const globsOf = (text: string): string[] =>
  text
    .split(/,(?![^{]*\})/)
    .map(glob => glob.trim())
    .filter(glob => glob !== '')

/** A yes or a no: what was said before, else the answer. */
export const agreed = async (
  ask: Ask,
  question: Pick<Question, 'name' | 'text' | 'proposal'>,
  said?: boolean,
): Promise<boolean> =>
  said ??
  (await answer(ask, {
    ...question,
    choices: ['yes', 'no'],
    read: text => {
      if (/^y(?:es)?$/i.test(text)) return true
      return /^no?$/i.test(text) ? false : { problem: 'Answer yes or no.' }
    },
  }))

/** Asks until the answer is valid. If nobody can be asked, the proposal is the answer. */
const answer = async <Value>(
  ask: Ask,
  {
    read,
    ...question
  }: Question & {
    read(text: string): Value | { problem: string } | Promise<Value | { problem: string }>
  },
): Promise<Value> => {
  for (let problem: string | undefined; ; ) {
    const said = await ask?.(problem === undefined ? question : { ...question, problem })
    const value = await read(said?.trim() || question.proposal)
    if (!isProblem(value)) return value
    if (!ask)
      throw wrongUsage(`${question.text} ${value.problem}`, 'Run "git-doc init" in a terminal.')
    problem = value.problem
  }
}

const isProblem = (value: unknown): value is { problem: string } =>
  typeof value === 'object' && value !== null && 'problem' in value
