import { randomBytes } from 'node:crypto'
import type { EventLog, Provider, Repository, Settings, World } from '../ports.ts'

interface WorldOptions {
  readonly signal: AbortSignal
  readonly readOnly?: boolean
  onStep?(step: string): void
}

export const openWorld = async (
  repository: Repository,
  settings: Settings,
  log: EventLog,
  { signal, readOnly = false, onStep }: WorldOptions,
): Promise<Omit<World, 'waiting'>> => {
  const [
    { openDocCommits },
    { ignoredPaths },
    { estimateWith, openProvider },
    { offlineDraft },
    { breakerOf },
    { spendingOf },
    { documentReader },
    { documentedIn },
    { cache, keptFor },
  ] = await Promise.all([
    import('../adapters/git/doc-commits.ts'),
    import('../adapters/git/ignored.ts'),
    import('../adapters/llm/open.ts'),
    import('../documentation/offline.ts'),
    import('../engine/breakers.ts'),
    import('../engine/spending.ts'),
    import('../engine/documents.ts'),
    import('../engine/documented.ts'),
    import('../projections/cache.ts'),
  ])
  const { facts } = repository
  const tracked = once(() => trackedPaths(repository))
  const breaker = readOnly ? {} : { breaker: (name: string) => breakerOf(log, name) }
  const { budget, prices } = settings
  const money = { prices, spending: spendingOf(log) }
  const open = () =>
    openProvider(settings.llm, { env: process.env, offlineDraft, budget, ...money, ...breaker })
  const reader = documentReader(repository, settings.docFiles)
  const ignored = remembered(async paths => ignoredPaths(facts.root, paths, await tracked()))
  const provider = readOnly
    ? forPlans(settings.llm, open, estimateWith(settings.llm, money))
    : open()
  return {
    repository,
    settings,
    signal,
    docCommits: openDocCommits({ ...facts, onStep: step => onStep?.(`publish:${step}`) }),
    provider,
    ...reader,
    ignored,
    documented: documentedIn(log, { repository, settings, ignored, ...reader }),
    nonce: () => randomBytes(8).toString('hex'),
    async cached(key) {
      const answer = await log.row(cache, key)
      return answer && Date.now() - Date.parse(answer.at) < keptFor ? answer : undefined
    },
  }
}

/** A plan asks nobody, so it needs no key: what is missing is said only if it is asked after all. */
const forPlans = (
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

/** Asks about each path once. */
const remembered = (
  ask: (paths: readonly string[]) => Promise<ReadonlySet<string>>,
): World['ignored'] => {
  const known = new Map<string, boolean>()
  return async paths => {
    const unknown = paths.filter(path => !known.has(path))
    const ignored = unknown.length > 0 ? await ask(unknown) : new Set<string>()
    for (const path of unknown) known.set(path, ignored.has(path))
    return new Set(paths.filter(path => known.get(path)))
  }
}
