import { alreadyInitialised } from '../errors/configuration.ts'
import { confirmationNeeded, wrongUsage } from '../errors/usage.ts'
import type { ProviderName } from '../ports/settings.ts'
import { agreed, choose } from './init-questions.ts'
import type { InitChoice, InitConfig, InitWorld } from './init-world.ts'

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
  /** What the person wants done now. Only where they were asked. */
  readonly wants?: { readonly test: boolean; readonly hooks: boolean }
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
  const wantsBaseline =
    world.baseline !== undefined && (await agreed(ask, baselineQuestion, options.baseline))
  const wants = ask && !options.dryRun ? await wantsNow(choice, ask) : undefined

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
    ...(wants ? { wants } : {}),
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

const baselineQuestion = {
  name: 'baseline',
  text: 'Treat all existing commits as documented and begin with the next one?',
  proposal: 'yes',
} as const

/** What is done after the file is written, asked before: who leaves at a question has changed nothing. */
const wantsNow = async ({ provider }: InitChoice, ask: NonNullable<InitWorld['ask']>) => {
  const test =
    provider !== 'offline' &&
    (await agreed(ask, {
      name: 'test',
      text: `Send one short request to ${provider} now, to see that it answers? It contains nothing of this repository.`,
      proposal: 'yes',
    }))
  const hooks = await agreed(ask, {
    name: 'hooks',
    text: 'Install Git hooks that document each new commit in the background?',
    proposal: 'no',
  })
  return { test, hooks }
}

const providerNamed = (
  { providers }: InitWorld,
  name: string | undefined,
): ProviderName | undefined => {
  const found = providers.find(provider => provider === name)
  if (name !== undefined && !found)
    throw wrongUsage(`"${name}" is not a provider.`, `Known: ${providers.join(', ')}.`)
  return found
}

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
