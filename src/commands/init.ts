import { alreadyInitialised } from '../errors/configuration.ts'
import { confirmationNeeded, wrongUsage } from '../errors/usage.ts'
import type { ProviderName } from '../ports/settings.ts'

/** What `init` needs from the configuration file. */
export interface InitConfig {
  readonly path: string
  /** The path as messages show it. */
  readonly shown: string
  exists(): Promise<boolean>
  propose(tracked: readonly string[]): {
    readonly docFiles: readonly string[]
    /** A provider whose key is in the environment, in this variable. */
    readonly key?: { readonly provider: ProviderName; readonly variable: string } | undefined
  }
  /** The environment variable that usually holds a provider's key, if there is one. */
  keyVariable(provider: ProviderName): string | undefined
  globsFault(globs: readonly string[]): Promise<string | undefined>
  /** What `create` would write. */
  preview(choice: InitChoice): string
  /** Throws ALREADY_INITIALISED if the file exists; it is never overwritten. */
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

/** A question for the person. An empty answer accepts the proposal; `problem` says what was wrong with the last answer. */
export interface Question {
  readonly name: 'provider' | 'base-url' | 'model' | 'doc-files' | 'baseline'
  readonly text: string
  readonly proposal: string
  readonly choices?: readonly string[]
  readonly problem?: string
}

export interface InitWorld {
  readonly config: InitConfig
  /** The available providers; the first one needs no setup. */
  readonly providers: readonly ProviderName[]
  /** The paths that Git tracks, relative to the top of the repository. */
  tracked(): Promise<readonly string[]>
  /** Asks the person at the terminal; undefined if there is no terminal. */
  ask?: ((question: Question) => Promise<string>) | undefined
  /** HEAD of the branch that is checked out, and how to record it as the baseline; undefined if there is none yet. */
  baseline?: { readonly commit: string; record(): Promise<void> } | undefined
}

export interface InitOptions {
  /** Accept all proposals and ask nothing. */
  readonly yes?: boolean | undefined
  /** Given in advance, so not asked. */
  readonly provider?: string | undefined
  readonly baseline?: boolean | undefined
  /** Write and record nothing. */
  readonly dryRun?: boolean | undefined
}

export interface Initialised {
  readonly path: string
  /** Whether the file was written. False where there was one, which stays as it is, and for a dry run. */
  readonly written: boolean
  /** Both only where the file was not there before. */
  readonly provider?: ProviderName
  readonly docFiles?: readonly string[]
  /** What a dry run would write. */
  readonly text?: string
  /** The commit up to which everything counts as documented. */
  readonly baseline?: string
  /** What to do next, one sentence each. */
  readonly next: readonly string[]
}

/**
 * Creates the configuration from the repository and the person's answers. If it exists, as in every clone after the first,
 * only a baseline can be asked for; else it throws ALREADY_INITIALISED. Throws CONFIRMATION_NEEDED if nobody can be asked and
 * `yes` was not given. All or nothing: if the baseline fails, no file remains.
 */
export const init = async (world: InitWorld, options: InitOptions = {}): Promise<Initialised> => {
  const { config } = world
  if (await config.exists()) return onlyBaseline(world, options)
  const chosen = providerNamed(world, options.provider)
  if (!options.yes && !world.ask)
    throw confirmationNeeded(
      'init needs to ask questions, but there is no terminal.',
      'Accept its proposals with "git-doc init --yes".',
    )

  const proposal = config.propose(await world.tracked())
  const ask = options.yes ? undefined : world.ask
  const choice = await choose(world, proposal, chosen, ask)
  const wantsBaseline = world.baseline !== undefined && (await agreed(ask, options.baseline))

  if (!options.dryRun) {
    await config.create(choice)
    if (wantsBaseline) await record(world)
  }
  const baseline = wantsBaseline ? world.baseline?.commit : undefined
  return {
    path: config.path,
    written: !options.dryRun,
    ...(options.dryRun ? { text: config.preview(choice) } : {}),
    provider: choice.provider,
    docFiles: choice.docFiles,
    ...(baseline === undefined ? {} : { baseline }),
    next: nextSteps(config.shown, choice, proposal.key),
  }
}

const onlyBaseline = async (
  { config, baseline }: InitWorld,
  { baseline: wanted, dryRun }: InitOptions,
): Promise<Initialised> => {
  if (!wanted) throw alreadyInitialised(config.shown)
  if (!baseline)
    throw wrongUsage(
      'There is no commit to begin after: HEAD is detached, or the branch has no commit yet.',
      'Switch to the branch that git-doc is to document.',
    )
  if (!dryRun) await baseline.record()
  return {
    path: config.path,
    written: false,
    baseline: baseline.commit,
    next: ['Document new commits: git-doc update'],
  }
}

type Ask = InitWorld['ask']

const providerNamed = (
  { providers }: InitWorld,
  name: string | undefined,
): ProviderName | undefined => {
  const found = providers.find(provider => provider === name)
  if (name !== undefined && !found)
    throw wrongUsage(`"${name}" is not a provider.`, `Known: ${providers.join(', ')}.`)
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
      text: 'Which provider should write the edits? "offline" needs no key and makes only edits that the diff proves.',
      // Never one that costs money because its key happens to be there.
      proposal: 'offline',
      choices: providers,
      read: text =>
        providers.find(name => name === text) ?? {
          problem: `Answer with one of ${providers.join(', ')}.`,
        },
    }))
  const address = provider === 'compatible' ? await addressOf(ask) : {}
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
  return { provider, variable: config.keyVariable(provider), docFiles, ...address }
}

/** For a provider that is only an address, there is no default to propose. */
const addressOf = async (ask: Ask) => {
  const given = (text: string) => text || { problem: 'It has no default.' }
  const baseUrl = await answer(ask, {
    name: 'base-url',
    text: 'What is the address of its API, including the version (https://…/v1)?',
    proposal: '',
    read: text =>
      /^https?:\/\/\S+$/.test(text)
        ? text
        : { problem: 'The address must begin with http:// or https://.' },
  })
  const model = await answer(ask, {
    name: 'model',
    text: 'What is the name of the model?',
    proposal: '',
    read: given,
  })
  return { baseUrl, model }
}

/** Commas separate globs, except inside braces. */
const globsOf = (text: string): string[] =>
  text
    .split(/,(?![^{]*\})/)
    .map(glob => glob.trim())
    .filter(glob => glob !== '')

const agreed = async (ask: Ask, said: boolean | undefined): Promise<boolean> =>
  said ??
  (await answer(ask, {
    name: 'baseline',
    text: 'Treat all existing commits as documented and begin with the next one?',
    proposal: 'yes',
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

const record = async ({ config, baseline }: InitWorld): Promise<void> => {
  try {
    await baseline?.record()
  } catch (error) {
    await config.discard()
    throw error
  }
}

/** Providers that work without a key. */
const keyless: readonly ProviderName[] = ['offline', 'ollama', 'compatible']

const nextSteps = (
  shown: string,
  { provider, variable, docFiles }: InitChoice,
  key: ReturnType<InitConfig['propose']>['key'],
): string[] => {
  const steps = [
    'Preview the changes: git-doc update --dry-run',
    'Document new commits: git-doc update',
    `Commit ${shown}, so that everyone who works on the repository has the same settings.`,
  ]
  if (provider === 'offline' && key)
    steps.push(
      `${key.variable} is set. To have ${key.provider} write instead: git-doc config set llm.provider ${key.provider}; git-doc config set llm.api_key '\${${key.variable}}'`,
    )
  if (docFiles.length === 0)
    steps.unshift('Write a document, for example README.md: init found none.')
  if (!variable && !keyless.includes(provider))
    steps.unshift(
      `Put the key of ${provider} in the environment variable that llm.api_key in ${shown} names.`,
    )
  return steps
}
