import type { Model } from '../../ports/model.ts'
import type { Services } from '../../ports/services.ts'
import { cachedIn } from './cached-answers.ts'
import { openPast } from './co-change.ts'
import { documentReader } from './documents.ts'
import {
  type Drafter,
  type DraftOffline,
  modelDrafter,
  offlineDrafter,
  withOfflineFallback,
} from './drafter.ts'
import { documentedIn } from './existing-docs/find.ts'
import { ignoredIn, once } from './ignored.ts'
import { draftWithTree } from './offline-draft.ts'
import { spendingOf } from './spending.ts'
import { wordReader } from './vocabulary.ts'
import { withoutSecrets } from './without-secrets.ts'
import type { World } from './world.ts'

/** How many recent commits to search for what people documented. */
const mostCommits = 2000

/** The world that the effects of a commit's run use. */
export const openWorld = async (services: Services): Promise<World> => {
  const { repository, settings, log, derived } = services
  const past = once(() => openPastOf(services))
  const words = wordReader(repository)
  const reader = documentReader(repository, settings.docFiles, derived)
  const ignored = ignoredIn(services, async () => (await past())?.paths() ?? [])
  const drafter = openDrafter(services, draftWithTree(repository, words.codeWords))
  return {
    repository,
    settings,
    signal: services.signal,
    publisher: services.publisher,
    drafter,
    ...reader,
    words: words.words,
    ignored,
    documented: documentedIn(log, { repository, settings, ignored, ...reader }),
    recall: async (commit, signals) => (await past())?.recall(commit, signals),
    redact: drafter.free ? undefined : redactor(services),
    needsPermission: async () => (await services.modelsNotAllowed()).length > 0,
    nonce: services.nonce,
    cached: cachedIn(log, services.ago),
    // run-commits.ts, which works through several runs, knows which ones wait.
    waiting: async () => undefined,
  }
}

/** Removes secrets from a text, including the keys of all providers. */
export const redactor =
  ({ findSecrets, keys }: Pick<Services, 'findSecrets' | 'keys'>): NonNullable<World['redact']> =>
  text =>
    withoutSecrets(text, findSecrets, keys)

const openPastOf = async ({ repository, history, settings, derived }: Services) => {
  const { commit } = await repository.head()
  if (commit === undefined) return undefined
  const { docFiles } = settings
  return openPast(repository, history, { docFiles, upTo: [commit], most: mostCommits, derived })
}

const openDrafter = (services: Services, draftOffline: DraftOffline): Drafter => {
  const spending = spendingOf(services.log)
  const open = () => configuredDrafter(services, spending, draftOffline)
  if (!services.asksNobody) return open()
  try {
    return open()
  } catch (error) {
    return drafterThatFails(services, error, services.estimate(spending))
  }
}

const configuredDrafter = (
  services: Services,
  spending: ReturnType<typeof spendingOf>,
  draftOffline: DraftOffline,
): Drafter => {
  const { model, thenOffline } = services.openModels(spending)
  const offline = offlineDrafter(draftOffline, services.keys)
  if (!model) return offline
  const drafter = modelDrafter(model)
  return thenOffline ? withOfflineFallback(drafter, offline) : drafter
}

/** A command that asks no model needs no key. An incomplete configuration is an error only if a model is asked after all. */
const drafterThatFails = (
  { settings }: Services,
  error: unknown,
  estimate: Model['estimate'],
): Drafter => {
  const { provider: name, model = '' } = settings.llm
  const complete = () => Promise.reject(error)
  return modelDrafter({ name, model, complete, ...(estimate && { estimate }) })
}
