import { stat } from 'node:fs/promises'
import type { ProvenDelivery } from '../adapters/webhooks/options.ts'
import { openReceiver } from '../adapters/webhooks/receiver.ts'
import {
  type DeliveryResult,
  dueSources,
  recordDeliveries,
} from '../commands/upstream/deliveries.ts'
import { isGitDocError } from '../errors/error.ts'
import type { UpstreamSettings } from '../ports/settings.ts'
import { counts } from '../projections/counts.ts'
import { type ReadDelivery, readDelivery, sourcesOf } from '../upstream/delivery.ts'
import type { Daemon } from './open-daemon.ts'
import { type OwnedLog, openRepositoryAt, type Place, settled } from './place.ts'
import { type WebhookSecrets, webhookSecrets } from './webhook-secrets.ts'

export interface ListenerOptions {
  readonly host: string
  readonly port: number
  readonly secretFile?: string | undefined
}

/** Listens for deliveries as long as a daemon works, and has it look at what they are about. */
export interface Listener {
  readonly url: string
  close(): Promise<void>
}

/** What must be so before anything listens: there are secrets. SECRET_MISSING. */
export const assertSecrets = async (
  place: Place,
  { secretFile }: Pick<ListenerOptions, 'secretFile'>,
): Promise<void> => {
  const settings = await configured(place)
  await webhookSecrets(settings.upstream, secretFile, place)
}

/** `wake` is called when something was recorded that may be news. SECRET_MISSING, PORT_TAKEN. */
export const openListener = async (
  { owned, record: note }: Pick<Daemon, 'owned' | 'record'>,
  place: Place,
  { host, port, secretFile }: ListenerOptions,
  wake: () => void,
): Promise<Listener> => {
  const settings = await openSettings(place, secretFile)
  const record = inBatches<readonly [ReadDelivery, UpstreamSettings['sources']], DeliveryResult>(
    async deliveries => {
      const results = await recordDeliveries(deliveries, { log: owned.log })
      owned.changed()
      if (results.includes('recorded')) wake()
      return results
    },
  )
  let isOpen = true
  const receiver = await openReceiver({
    host,
    port,
    allowFrom: settings.now().upstream.allowFrom,
    secrets: () => settings.now().secrets.all,
    async deliver({ body, secrets: known, forge, id, event }: ProvenDelivery) {
      await settings.refresh()
      const { upstream, secrets } = settings.now()
      const delivery = readDelivery({ forge, id, event }, body)
      if (!delivery) return 'ignored'
      const names = sourcesOf(delivery, upstream.sources)
      const accepted = names.filter(name => secrets.accepts(name, known))
      if (names.length > 0 && accepted.length === 0) return 'refused'
      const sources = Object.fromEntries(
        Object.entries(upstream.sources).filter(([name]) => accepted.includes(name)),
      )
      return record([delivery, sources])
    },
    isReady: () => isOpen && owned.isHeld(),
    values: () => valuesOf(owned),
    now: () => performance.now(),
    onError: error =>
      void note('error', String(error), isGitDocError(error) ? error.code : 'INTERNAL'),
    ...(owned.onStep && { onStep: owned.onStep }),
  })
  return {
    url: receiver.url,
    async close() {
      isOpen = false
      await receiver.close()
    },
  }
}

/** Does together what came while the last was done, so that the disk is synced once for all of it. */
const inBatches = <Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
): ((item: Item) => Promise<Result>) => {
  const waiting: { item: Item; done(result: Result): void; fail(error: unknown): void }[] = []
  let isBusy = false
  const goOn = async (): Promise<void> => {
    isBusy = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, 1_000)
      try {
        const results = await work(batch.map(({ item }) => item))
        for (const [index, { done }] of batch.entries()) done(results[index] as Result)
      } catch (error) {
        for (const { fail } of batch) fail(error)
      }
    }
    isBusy = false
  }
  return item =>
    new Promise((done, fail) => {
      waiting.push({ item, done, fail })
      if (!isBusy) void goOn()
    })
}

const configured = async (place: Place) => {
  const repository = await openRepositoryAt(place.cwd)
  return (await settled(repository, place).finally(() => repository.close())).settings
}

/** The settings as they are now: the file is read again when it has changed. What is wrong with it then leaves them as they were. */
const openSettings = async (place: Place, secretFile: string | undefined) => {
  const repository = await openRepositoryAt(place.cwd)
  const first = await settled(repository, place).finally(() => repository.close())
  const { path } = first
  const at = async () => (await stat(path).catch(() => undefined))?.mtimeMs
  let seen = await at()
  let now: { readonly upstream: UpstreamSettings; readonly secrets: WebhookSecrets } = {
    upstream: first.settings.upstream,
    secrets: await webhookSecrets(first.settings.upstream, secretFile, place),
  }
  return {
    now: () => now,
    async refresh(): Promise<void> {
      const changed = await at()
      if (changed === seen) return
      seen = changed
      try {
        const { upstream } = await configured(place)
        now = { upstream, secrets: await webhookSecrets(upstream, secretFile, place) }
      } catch {}
    },
  }
}

/** What `/metrics` says of updates: runs by state, and sources that are to be looked at. */
const valuesOf = async ({ log }: OwnedLog) => {
  const { states = {} } = (await log.row(counts, 'upstream')) ?? {}
  const due = await dueSources(log)
  return [
    ...Object.entries(states).map(
      ([state, count]) =>
        [`git_doc_upstream_runs{state="${state}"}`, 'Updates, by where they are.', count] as const,
    ),
    ['git_doc_upstream_due', 'Sources that are to be looked at.', due.length] as const,
    [
      'process_resident_memory_bytes',
      'Resident memory size in bytes.',
      process.memoryUsage.rss(),
    ] as const,
  ]
}
