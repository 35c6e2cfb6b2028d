import { alreadyInitialised, confirmationNeeded, wrongUsage } from '../errors.ts'
import type { ProviderName } from '../ports/settings.ts'

/** What `init` needs of the configuration's file. */
export interface InitConfig {
  readonly path: string
  /** As messages name it. */
  readonly shown: string
  exists(): Promise<boolean>
  propose(tracked: readonly string[]): {
    readonly provider: ProviderName
    readonly docFiles: readonly string[]
  }
  /** The environment variable that holds a provider's key, if one does. */
  keyVariable(provider: ProviderName): string | undefined
  globsFault(globs: readonly string[]): Promise<string | undefined>
  /** ALREADY_INITIALISED if there is a file: it is never overwritten. */
  create(choice: InitChoice): Promise<void>
  discard(): Promise<void>
}

export interface InitChoice {
  readonly provider: ProviderName
  readonly variable?: string | undefined
  readonly docFiles: readonly string[]
  readonly model?: string | undefined
  readonly baseUrl?: string | undefined
}

/** A question to the person. An empty answer takes the proposal; `problem` says why the last answer would not do. */
export interface Question {
  readonly name: 'provider' | 'base-url' | 'model' | 'doc-files' | 'baseline'
  readonly text: string
  readonly proposal: string
  readonly choices?: readonly string[]
  readonly problem?: string
}

export interface InitWorld {
  readonly config: InitConfig
  /** The providers there are; the first needs nothing. */
  readonly providers: readonly ProviderName[]
  /** The paths Git tracks, from the repository's top. */
  tracked(): Promise<readonly string[]>
  /** Asks the person at the terminal; left out where there is none. */
  ask?: ((question: Question) => Promise<string>) | undefined
  /** Records HEAD as the baseline and answers its id; left out where there is no commit yet. */
  baseline?: (() => Promise<string>) | undefined
}

export interface InitOptions {
  /** Take what is proposed, ask nothing. */
  readonly yes?: boolean | undefined
  /** Chosen beforehand: not asked. */
  readonly provider?: string | undefined
  readonly baseline?: boolean | undefined
}

export interface Initialised {
  readonly path: string
  readonly provider: ProviderName
  readonly docFiles: readonly string[]
  /** The commit that counts as documented, with all before it. */
  readonly baseline?: string
  /** What to do next, a sentence each. */
  readonly next: readonly string[]
}

/**
 * Makes the configuration out of what is found and what the person says. ALREADY_INITIALISED if there is one,
 * CONFIRMATION_NEEDED where nobody can be asked and `yes` was not said. All or nothing: without its baseline no file stays.
 */
export const init = async (world: InitWorld, options: InitOptions = {}): Promise<Initialised> => {
  const { config } = world
  if (await config.exists()) throw alreadyInitialised(config.shown)
  const chosen = providerNamed(world, options.provider)
  if (!options.yes && !world.ask)
    throw confirmationNeeded(
      'init has questions, and there is no terminal to ask them at.',
      'Take what it proposes with "git-doc init --yes".',
    )

  const proposal = config.propose(await world.tracked())
  const ask = options.yes ? undefined : world.ask
  const choice = await choose(world, proposal, chosen, ask)
  const wantsBaseline = world.baseline !== undefined && (await agreed(ask, options.baseline))

  await config.create(choice)
  const baseline = wantsBaseline ? await record(world) : undefined
  return {
    path: config.path,
    provider: choice.provider,
    docFiles: choice.docFiles,
    ...(baseline === undefined ? {} : { baseline }),
    next: nextSteps(config.shown, choice),
  }
}

type Ask = InitWorld['ask']

const providerNamed = (
  { providers }: InitWorld,
  name: string | undefined,
): ProviderName | undefined => {
  const found = providers.find(provider => provider === name)
  if (name !== undefined && !found)
    throw wrongUsage(`"${name}" is no provider.`, `Known: ${providers.join(', ')}.`)
  return found
}

const choose = async (
  { config, providers }: InitWorld,
  proposal: ReturnType<InitConfig['propose']>,
  chosen: ProviderName | undefined,
  ask: Ask,
): Promise<InitChoice> => {
  const provider =
    chosen ??
    (await answer(ask, {
      name: 'provider',
      text: 'Who shall write? "offline" needs no key and makes only edits that the diff proves.',
      proposal: proposal.provider,
      choices: providers,
      read: text =>
        providers.find(name => name === text) ?? { problem: `One of ${providers.join(', ')}.` },
    }))
  const address = provider === 'compatible' ? await addressOf(ask) : {}
  const docFiles = await answer<readonly string[]>(ask, {
    name: 'doc-files',
    text: 'Which documents shall follow the code? Globs, with commas between them.',
    proposal: proposal.docFiles.join(', '),
    read: async text => {
      const globs = globsOf(text)
      const problem = await config.globsFault(globs)
      return problem ? { problem } : globs
    },
  })
  return { provider, variable: config.keyVariable(provider), docFiles, ...address }
}

/** A provider that is only an address has no defaults to propose. */
const addressOf = async (ask: Ask) => {
  const given = (text: string) => text || { problem: 'There is no default for it.' }
  const baseUrl = await answer(ask, {
    name: 'base-url',
    text: 'The address of its API, up to and with the version: https://…/v1.',
    proposal: '',
    read: text =>
      /^https?:\/\/\S+$/.test(text) ? text : { problem: 'An address with http or https.' },
  })
  const model = await answer(ask, {
    name: 'model',
    text: 'The name of the model.',
    proposal: '',
    read: given,
  })
  return { baseUrl, model }
}

/** Commas part globs, but not those between braces. */
const globsOf = (text: string): string[] =>
  text
    .split(/,(?![^{]*\})/)
    .map(glob => glob.trim())
    .filter(glob => glob !== '')

const agreed = async (ask: Ask, said: boolean | undefined): Promise<boolean> =>
  said ??
  (await answer(ask, {
    name: 'baseline',
    text: 'Take all commits up to now as documented, and begin with the next one?',
    proposal: 'yes',
    choices: ['yes', 'no'],
    read: text => {
      if (/^y(?:es)?$/i.test(text)) return true
      return /^no?$/i.test(text) ? false : { problem: 'Yes or no.' }
    },
  }))

/** Asks until there is an answer that will do; with nobody to ask, the proposal is the answer. */
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
      throw wrongUsage(`${question.text} ${value.problem}`, 'Run "git-doc init" at a terminal.')
    problem = value.problem
  }
}

const isProblem = (value: unknown): value is { problem: string } =>
  typeof value === 'object' && value !== null && 'problem' in value

const record = async ({ config, baseline }: InitWorld): Promise<string | undefined> => {
  try {
    return await baseline?.()
  } catch (error) {
    await config.discard()
    throw error
  }
}

/** Providers that can do without a key. */
const keyless: readonly ProviderName[] = ['offline', 'ollama', 'compatible']

const nextSteps = (shown: string, { provider, variable, docFiles }: InitChoice): string[] => {
  const steps = [
    'See what would be done: git-doc update --dry-run',
    'Document new commits: git-doc update',
    `Commit ${shown}, so that everyone who works here has the same settings.`,
  ]
  if (docFiles.length === 0) steps.unshift('Write a document, README.md for one: none was found.')
  if (!variable && !keyless.includes(provider))
    steps.unshift(
      `Put the key of ${provider} into the environment variable that llm.api_key in ${shown} names.`,
    )
  return steps
}
