import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { openHistory } from '../adapters/git/co-change-history.ts'
import { openGitCommands } from '../adapters/git/commands.ts'
import { ignoredPaths } from '../adapters/git/ignored.ts'
import { openPublisher } from '../adapters/git/publisher.ts'
import { openReceipts } from '../adapters/git/receipts.ts'
import { openReleaseGit } from '../adapters/git/release-git.ts'
import { openJobs } from '../adapters/jobs/open.ts'
import type { KeyCommand } from '../adapters/llm/key.ts'
import { keyCommandIn } from '../adapters/llm/key-command.ts'
import { askedProviders } from '../adapters/llm/key-things.ts'
import { keysAtHand } from '../adapters/llm/keys.ts'
import { estimateWith, openModels } from '../adapters/llm/open.ts'
import { knownPrices } from '../adapters/llm/price-file.ts'
import { openPipelines } from '../adapters/pipelines/open.ts'
import { openProcesses } from '../adapters/process/runner.ts'
import { openSync } from '../adapters/releases/sync.ts'
import { writeJobHooks } from '../adapters/state/job-hooks.ts'
import { openLiveOutput } from '../adapters/state/live-output.ts'
import { openTrust } from '../adapters/state/trust.ts'
import { openUpstream } from '../adapters/upstream/open.ts'
import { inTurn, openTurns, type Turns } from '../engine/turns.ts'
import { notAllowed } from '../errors/trust.ts'
import { spendingOf } from '../kinds/commit/spending.ts'
import { withoutSecrets } from '../kinds/commit/without-secrets.ts'
import { breakerOf } from '../kinds/provider/breaker.ts'
import type { Derived } from '../ports/derived.ts'
import type { EventLog } from '../ports/log.ts'
import type { Repository } from '../ports/repository.ts'
import type { Services } from '../ports/services.ts'
import type { Settings } from '../ports/settings.ts'
import { ownCommand } from './own-program.ts'
import { openPacked } from './packed.ts'
import { environment, now, type OwnedLog } from './place.ts'
import { withGuards } from './release-hooks.ts'
import { configuredThings, isInside, syncThingsOf } from './trust.ts'
import { packageVersion } from './version.ts'

export interface ServiceOptions {
  /** The configuration file that the settings are from. */
  readonly path: string
  /** The state folder. */
  readonly folder: string
  readonly signal: AbortSignal
  readonly readOnly?: boolean
  readonly derived?: Derived
  readonly owned?: OwnedLog | undefined
  /** The turns of everything that works on the log now. */
  readonly turns?: Turns | undefined
  readonly asksNobody?: boolean | undefined
  warn?(warning: string): void
  onStep?: ((step: string) => void) | undefined
}

/**
 * Everything that a kind of run may use of this machine and this repository. It loads and sends nothing until that is
 * needed.
 */
export const openServices = (
  repository: Repository,
  settings: Settings,
  log: EventLog,
  {
    path,
    folder,
    signal,
    readOnly = false,
    asksNobody = readOnly,
    derived,
    owned,
    turns = openTurns(),
    onStep,
    warn,
  }: ServiceOptions,
): Services => {
  const { facts } = repository
  const { llm, budget } = settings
  const keys = keysAtHand(llm, environment())
  const known = () => knownPrices(settings, file => join(facts.root, file), now().getTime())
  const processes = openProcesses(folder)
  const trust = openTrust(facts, now)
  const modelsNotAllowed = async (providers: readonly string[]) =>
    trust.notAllowed(await configuredThings({ settings, path }, facts, providers))
  const runKeyCommand: KeyCommand = async provider => {
    const things = await modelsNotAllowed([provider.name])
    if (things.length > 0) throw notAllowed(things)
    return keyCommandIn(processes, facts.root)(provider)
  }
  const redact = async (text: string) => (await withoutSecrets(text, findSecrets, keys)).text
  const outputFolder = readOnly ? undefined : join(folder, 'output')
  const breaker = readOnly ? {} : { breaker: (name: string) => breakerOf(log, name) }
  return {
    repository,
    settings,
    log,
    signal,
    publisher: openPublisher({ ...facts, onStep: step => onStep?.(`publish:${step}`) }),
    receipts: openReceipts(facts),
    history: openHistory(facts),
    derived,
    ignored: (paths, tracked) => ignoredPaths(facts.root, paths, tracked),
    openModels: (spending = spendingOf(log)) => {
      const { prices, warning } = known()
      if (warning) warn?.(warning)
      return openModels(llm, {
        env: environment(),
        budget,
        prices,
        spending,
        runKeyCommand,
        ...breaker,
      })
    },
    estimate: spending => estimateWith(llm, { prices: known().prices, spending }),
    asksNobody,
    processes,
    jobs:
      owned?.jobsOf?.(facts.root, settings.templates) ??
      openJobs({ root: facts.root, folder, processes, templates: settings.templates }),
    ...openPacked(facts.root, settings),
    git: openGitCommands(facts),
    releaseGit: openReleaseGit(facts),
    sync:
      settings.releases &&
      openSync(settings.releases.sync, {
        root: facts.root,
        processes,
        signal,
        env: environment(),
        outputFolder,
        now,
        redact,
        notAllowed: async () => trust.notAllowed(await syncThingsOf({ settings, path }, facts)),
      }),
    upstream: openUpstream({
      root: facts.root,
      folder,
      isFromRepository: isInside(facts.root, path),
      now,
    }),
    pipelines: openPipelines({
      ...facts,
      folder,
      isFromRepository: isInside(facts.root, path),
      version: packageVersion(),
      tools: settings.tools,
      gitDoc: ownCommand(facts.root, path),
    }),
    announceHooks: hooks => writeJobHooks(folder, withGuards(hooks, settings)),
    outputFolder,
    live: readOnly ? undefined : openLiveOutput(folder, redact),
    trust,
    modelsNotAllowed: () => modelsNotAllowed(askedProviders(llm)),
    keys,
    findSecrets,
    redact,
    pause: async milliseconds => {
      await after(milliseconds, undefined, { signal }).catch(() => {})
    },
    inTurn: (name, work) => inTurn(turns, name, work, signal),
    stopwatch() {
      const begun = performance.now()
      return () => Math.round(performance.now() - begun)
    },
    ago: milliseconds => new Date(now().getTime() - milliseconds).toISOString(),
    nonce: () => randomBytes(8).toString('hex'),
  }
}

/** Loaded for the first prompt only, because most commands make none. */
const findSecrets: Services['findSecrets'] = async text => {
  const secrets = await import('../adapters/secrets/find-secrets.ts')
  return secrets.findSecrets(text)
}
