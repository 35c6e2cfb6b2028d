import { defaultSettings } from '../../src/adapters/config/keys.ts'
import { update } from '../../src/commands/commit/update.ts'
import type { CommandContext } from '../../src/commands/context.ts'
import { retry } from '../../src/commands/retry.ts'
import { busy } from '../../src/errors/log.ts'
import { ModelError } from '../../src/errors/models.ts'
import type { Recorded } from '../../src/events/recorded.ts'
import { documentReader } from '../../src/kinds/commit/documents.ts'
import type { Drafter, DraftRequest } from '../../src/kinds/commit/drafter.ts'
import { documentedIn } from '../../src/kinds/commit/existing-docs/find.ts'
import { kinds } from '../../src/kinds.ts'
import type { EventLog } from '../../src/ports/log.ts'
import type { Settings } from '../../src/ports/settings.ts'
import { type CachedAnswer, cache } from '../../src/projections/commit/cache.ts'
import { commitOf, documents, type Model, type ModelCommit, newModel } from './model.ts'
import { modelPublisher } from './publisher.ts'
import { modelRepository } from './repository.ts'
import type { Actor, Scheduler } from './scheduler.ts'

/** What processes share: the repository, the log on its disk, the lock, and what is counted of them. */
export interface Shared {
  readonly model: Model
  readonly log: EventLog
  /** Makes a log that is thrown away. */
  scratch(): EventLog
  lock: Actor | undefined
  /** Events whose append was answered. */
  readonly acknowledged: Recorded[]
  /** How often the provider was asked each question. */
  readonly asked: Map<string, number>
}

const settings: Settings = {
  ...defaultSettings,
  mappings: [
    { code: ['src/*.ts'], file: 'README.md', section: 'Usage' },
    { code: ['src/fetch.ts'], file: 'GUIDE.md', section: 'Calls' },
  ],
}

// The simulator sees only what happens between its own steps: nothing may be loaded while a schedule is played.
for (const kind of kinds.values())
  await Promise.all(Object.values(kind.effects).map(load => load()))
await kinds.get('commit')?.driver?.()

/** One start of `git-doc update` or `git-doc retry`: takes the lock, works, releases it. BUSY while another holds it. */
export const simulatedProcess = async (
  verb: 'update' | 'retry',
  actor: Actor,
  shared: Shared,
  { gate }: Pick<Scheduler, 'gate'>,
  signal: AbortSignal,
): Promise<void> => {
  const at = (label: string): Promise<void> => gate(actor, label)
  await at('take lock')
  const holder = shared.lock
  if (holder && !holder.crashed && !holder.ended) throw busy(holder.name, 'run.lock')
  shared.lock = actor
  try {
    const tools = toolsOf(actor, shared, at, signal)
    if (verb === 'retry') await retry(tools)
    else await update(tools, { onProgress() {}, confirm: async () => true })
  } finally {
    if (shared.lock === actor) shared.lock = undefined
  }
}

const toolsOf = (
  actor: Actor,
  shared: Shared,
  at: (label: string) => Promise<void>,
  signal: AbortSignal,
): CommandContext => {
  const repository = modelRepository(shared.model, at)
  const log = gatedLog(shared, at)
  const reader = gatedReader(shared.model, at)
  const ignored = async () => new Set<string>()
  const world = {
    repository,
    settings,
    signal,
    publisher: modelPublisher(shared.model, at, actor),
    drafter: scripted(shared, at),
    ...reader,
    ignored,
    words: async () => new Set<string>(),
    documented: documentedIn(log, { repository, settings, ignored, ...reader }),
    redact: undefined,
    needsPermission: async () => false,
    nonce: () => 'nonce',
    cached: (key: string) => shared.log.row<CachedAnswer>(cache, key),
  }
  return {
    kinds,
    attribution: async () => ({}),
    openWorld: async () => world,
    log,
    repository,
    // Nobody's hooks are installed: what is to be done is found in Git.
    inbox: {
      read: async () => [],
      drop: async () => {},
      readReports: async () => [],
      dropReports: async () => {},
    },
    pause: async () => {},
    scratch: shared.scratch,
    world,
  }
}

type Reader = ReturnType<typeof documentReader>

/**
 * Documents are few and commits are many: equal documents are read once in all schedules, by the reader of the first commit
 * that had them. Parsing and indexing them again would take up most of the time.
 */
const readers = new Map<string, { readonly commit: string; readonly reader: Reader }>()

const readerOf = (model: Model, commit: string) => {
  const { tree } = commitOf(model, commit)
  const key = documents.map(file => tree.get(file)).join('\0')
  if (readers.size > 2_000) readers.clear()
  const known = readers.get(key) ?? { commit, reader: readerFor(commitOf(model, commit)) }
  readers.set(key, known)
  return known
}

const readerFor = (commit: ModelCommit): Reader => {
  const model = { ...newModel(), commits: new Map([[commit.id, commit]]) }
  const repository = modelRepository(model, async () => {})
  return documentReader(repository, settings.docFiles)
}

const gatedReader = (model: Model, at: (label: string) => Promise<void>): Reader => ({
  async documents(commit) {
    await at('documents')
    const known = readerOf(model, commit)
    return known.reader.documents(known.commit)
  },
  async document(commit, file) {
    await at('document')
    const known = readerOf(model, commit)
    return known.reader.document(known.commit, file)
  },
})

/** The shared log: a crash may fall before an append, or after it and before it is known. */
const gatedLog = (shared: Shared, at: (label: string) => Promise<void>): EventLog => {
  const appendAll: EventLog['appendAll'] = async runs => {
    const type = runs[0]?.events[0]?.event.type
    await at(`append ${type}`)
    const recorded = await shared.log.appendAll(runs)
    await at(`appended ${type}`)
    shared.acknowledged.push(...recorded)
    return recorded
  }
  return {
    ...shared.log,
    append: (run, events, expected) => appendAll([{ run, events, expected }]),
    appendAll,
  }
}

/** A model that calls things by the names the diff gives them, and whose answers cost something. */
const scripted = (shared: Shared, at: (label: string) => Promise<void>): Drafter => ({
  name: 'scripted',
  model: 'small',
  free: false,
  async draft(request, { onCall }) {
    await at('draft asked')
    const { hash } = request.prompt
    shared.asked.set(hash, (shared.asked.get(hash) ?? 0) + 1)
    await at('draft answered')
    const call = { ...asked, milliseconds: 1, outcome: 'ok' }
    onCall?.(call)
    return { text: renamed(request), proofs: [], ...asked, calls: [call] }
  },
})

const renamed = ({ diff, text }: DraftRequest): string => {
  const lines = diff.flatMap(({ hunks }) => hunks.flatMap(hunk => hunk.lines))
  const names = lines.flatMap(({ kind, text: line }) =>
    kind === 'added' ? (/\b(?:fetch|send)Page\d+/.exec(line)?.[0] ?? []) : [],
  )
  return names.reduce(
    (now, name) => now.replaceAll(new RegExp(`${name.replace(/\d+/, '')}\\d+`, 'g'), name),
    text,
  )
}

const asked = { provider: 'scripted', model: 'small' }

/** What a model may answer instead. */
export const throttled = (): ModelError => new ModelError('throttled', 'The model is busy.')
