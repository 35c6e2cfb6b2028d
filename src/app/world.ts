import { randomBytes } from 'node:crypto'
import { openDocCommits } from '../adapters/git/doc-commits.ts'
import { ignoredPaths } from '../adapters/git/ignored.ts'
import { estimateWith, openProvider } from '../adapters/llm/open.ts'
import { breakerOf } from '../engine/breakers.ts'
import { cachedIn } from '../engine/cached.ts'
import { documentedIn } from '../engine/documented.ts'
import { documentReader } from '../engine/documents.ts'
import { draftWithTree } from '../engine/offline-draft.ts'
import { spendingOf } from '../engine/spending.ts'
import { wordReader } from '../engine/words.ts'
import type { Derived } from '../ports/derived.ts'
import type { EventLog } from '../ports/log.ts'
import type { Provider } from '../ports/provider.ts'
import type { Repository } from '../ports/repository.ts'
import type { Settings } from '../ports/settings.ts'
import type { World } from '../ports/world.ts'

interface WorldOptions {
  readonly signal: AbortSignal
  readonly readOnly?: boolean
  readonly derived?: Derived
  /** No model is asked: that none can be is no reason to stop. */
  readonly asksNobody?: boolean | undefined
  onStep?(step: string): void
}

export const openWorld = async (
  repository: Repository,
  settings: Settings,
  log: EventLog,
  { signal, readOnly = false, asksNobody = readOnly, derived, onStep }: WorldOptions,
): Promise<Omit<World, 'waiting'>> => {
  const { facts } = repository
  const past = once(() => openPastOf(repository, settings.docFiles, derived))
  const breaker = readOnly ? {} : { breaker: (name: string) => breakerOf(log, name) }
  const { budget, prices } = settings
  const money = { prices, spending: spendingOf(log) }
  const words = wordReader(repository)
  const draftOffline = draftWithTree(repository, words.codeWords)
  const given = { env: process.env, offlineDraft: draftOffline, budget, ...money, ...breaker }
  const open = () => openProvider(settings.llm, given)
  const reader = documentReader(repository, settings.docFiles, derived)
  const ignored = ignoredIn(repository, async () => (await past())?.paths() ?? [])
  const provider = asksNobody
    ? unasked(settings.llm, open, estimateWith(settings.llm, money))
    : open()
  return {
    repository,
    settings,
    signal,
    docCommits: openDocCommits({ ...facts, onStep: step => onStep?.(`publish:${step}`) }),
    provider,
    ...reader,
    words: words.words,
    ignored,
    documented: documentedIn(log, { repository, settings, ignored, ...reader }),
    recall: async (commit, signals) => (await past())?.recall(commit, signals),
    withhold: provider.free ? undefined : await withholder(settings),
    nonce: () => randomBytes(8).toString('hex'),
    cached: cachedIn(log, ago),
  }
}

const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString()

/** So many of the last commits are looked through for what people documented. */
const mostCommits = 2000

const openPastOf = async (
  repository: Repository,
  docFiles: readonly string[],
  derived: Derived | undefined,
) => {
  const { commit } = await repository.head()
  if (commit === undefined) return undefined
  const { openHistory } = await import('../adapters/git/past.ts')
  const { openPast } = await import('../engine/past.ts')
  const history = openHistory(repository.facts)
  return openPast(repository, history, { docFiles, upTo: [commit], most: mostCommits, derived })
}

/** Which paths ignore files name, each asked about once; `more` will be asked about sooner or later. */
export const ignoredIn = (
  repository: Repository,
  more: () => Promise<readonly string[]> = async () => [],
): World['ignored'] => {
  const tracked = once(() => trackedPaths(repository))
  return remembered(
    async paths => ignoredPaths(repository.facts.root, paths, await tracked()),
    more,
  )
}

/** What takes secrets out of a prompt, the keys of all providers among them. */
export const withholder = async ({ llm }: Settings): Promise<NonNullable<World['withhold']>> => {
  const { keysAtHand } = await import('../adapters/llm/keys.ts')
  const keys = keysAtHand(llm, process.env)
  return async text => {
    // Loaded when the first prompt is made: most commands make none.
    const { withoutSecrets } = await import('../adapters/secrets/detect.ts')
    return withoutSecrets(text, keys)
  }
}

/** Who asks nobody needs no key: what is missing is said only if somebody is asked after all. */
const unasked = (
  { provider: name, model = '' }: Settings['llm'],
  open: () => Provider,
  estimate: Provider['estimate'],
): Provider => {
  try {
    return open()
  } catch (error) {
    const draft = () => Promise.reject(error)
    return { name, model, free: false, draft, ...(estimate && { estimate }) }
  }
}

const trackedPaths = async (repository: Repository): Promise<ReadonlySet<string>> => {
  const { commit } = await repository.head()
  const entries = commit === undefined ? [] : await repository.tree(commit)
  return new Set(entries.map(({ path }) => path))
}

const once = <Value>(make: () => Promise<Value>): (() => Promise<Value>) => {
  let value: Promise<Value> | undefined
  return () => {
    value ??= make()
    return value
  }
}

/** From the so manieth question on, those to come are answered along with it: each may cost a process. */
const fewQuestions = 3

/** Asks about each path once; `more` tells paths that will be asked for, if many are. */
const remembered = (
  ask: (paths: readonly string[]) => Promise<ReadonlySet<string>>,
  more: () => Promise<readonly string[]>,
): World['ignored'] => {
  const known = new Map<string, boolean>()
  let questions = 0
  return async paths => {
    const unknown = paths.filter(path => !known.has(path))
    if (unknown.length > 0) {
      questions += 1
      if (questions === fewQuestions) unknown.push(...(await more()))
      const ignored = await ask(unknown)
      for (const path of unknown) known.set(path, ignored.has(path))
    }
    return new Set(paths.filter(path => known.get(path)))
  }
}
