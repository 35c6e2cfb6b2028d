import { realpathSync } from 'node:fs'
import { inside } from '../adapters/files/inside.ts'
import type { RepositoryFacts } from '../ports/repository.ts'
import type { Settings, UpstreamSource } from '../ports/settings.ts'
import type { Thing, Trust } from '../ports/trust.ts'
import { now, openRepositoryAt, type Place, settled } from './place.ts'

interface Configured {
  readonly settings: Settings
  /** The file that the settings are from. */
  readonly path: string
}

/**
 * What a configuration would have git-doc run: for some providers, or everything. Nothing of a file outside of the working
 * tree, which a person named with --config, needs to be allowed: no pull changes it.
 */
export const configuredThings = async (
  { settings, path }: Configured,
  { root }: Pick<RepositoryFacts, 'root'>,
  providers?: readonly string[],
): Promise<readonly Thing[]> => {
  if (!isInside(root, path)) return []
  const names = providers ?? Object.keys(settings.llm.providers)
  const told = providers
    ? []
    : [
        ...(await alertThingsOf(settings, root)),
        ...(await syncThingsOf({ settings, path }, { root })),
        ...(await sourceThings(settings, root, { tracked: false })),
        ...(await hookThings(settings)),
        ...(await gateThings(settings, root)),
        ...(await toolThingsOf({ settings, path }, { root })),
      ]
  if (!names.some(name => settings.llm.providers[name]?.apiKeyCommand)) return told
  const { keyThings } = await import('../adapters/llm/key-things.ts')
  return [...(await keyThings(settings.llm, root, names)), ...told]
}

const alertThingsOf = async (settings: Settings, root: string): Promise<readonly Thing[]> => {
  if (settings.alerts.command === undefined) return []
  const { alertThings } = await import('../adapters/alerts/things.ts')
  return alertThings(settings.alerts, root)
}

/** What telling of a new pointer would run. */
export const syncThingsOf = async (
  { settings, path }: Configured,
  { root }: Pick<RepositoryFacts, 'root'>,
): Promise<readonly Thing[]> => {
  const { command, shell } = settings.releases?.sync ?? {}
  if (command === undefined || !isInside(root, path)) return []
  const { syncThings } = await import('../adapters/releases/things.ts')
  return syncThings({ command, shell: shell ?? false }, root)
}

/** What asking the tools of a configuration for their versions would run. */
export const toolThingsOf = async (
  { settings: { tools }, path }: Configured,
  { root }: Pick<RepositoryFacts, 'root'>,
): Promise<readonly Thing[]> => {
  if (Object.keys(tools).length === 0 || !isInside(root, path)) return []
  const { toolThings } = await import('../adapters/pipelines/tool-things.ts')
  return toolThings(tools, root)
}

/** What sources of versions would run: some of them, or all. */
const sourceThings = async (
  { upstream: { sources } }: Settings,
  root: string,
  {
    names = Object.keys(sources),
    tracked = true,
  }: { readonly names?: readonly string[] | undefined; readonly tracked?: boolean } = {},
): Promise<readonly Thing[]> => {
  const things: Thing[] = []
  for (const name of names) {
    const source = sources[name]
    if (!source || Object.keys(source.commands).length === 0) continue
    const { upstreamThings } = await import('../adapters/upstream/things.ts')
    things.push(...(await upstreamThings(name, source, root, { tracked })))
  }
  return [...new Map(things.map(thing => [thing.name, thing])).values()]
}

/** Which forges would be shown a token: those of some sources, or of all. */
const hookThings = async (
  { upstream: { sources } }: Settings,
  names: readonly string[] = Object.keys(sources),
): Promise<readonly Thing[]> => {
  const hooked = names.filter(name => Object.hasOwn(sources, name) && sources[name]?.hook)
  if (hooked.length === 0) return []
  const { hookThing } = await import('../adapters/upstream/things.ts')
  return hooked.flatMap(name => hookThing(name, sources[name] as UpstreamSource) ?? [])
}

/** What the gates of pipelines would run: of some of them, or of all. */
const gateThings = async (
  { pipelines, tools }: Settings,
  root: string,
  names: readonly string[] = Object.keys(pipelines),
): Promise<readonly Thing[]> => {
  const things: Thing[] = []
  for (const name of names) {
    const pipeline = Object.hasOwn(pipelines, name) ? pipelines[name] : undefined
    if (!pipeline) continue
    const { pipelineThings } = await import('../adapters/pipelines/things.ts')
    things.push(...(await pipelineThings(name, pipeline, { root, tools })))
  }
  return [...new Map(things.map(thing => [thing.name, thing])).values()]
}

/** Whether the command for alerts, if there is one, may run. */
export const alertsAllowed = async (
  trust: Trust,
  { settings, path }: Configured,
  { root }: Pick<RepositoryFacts, 'root'>,
): Promise<boolean> =>
  !isInside(root, path) ||
  (await trust.notAllowed(await alertThingsOf(settings, root))).length === 0

/** Whether a file is in the working tree, where a pull can change it. */
export const isInside = (root: string, path: string): boolean =>
  [path, real(path)].some(each => (inside(root, each) ?? inside(real(root), each)) !== undefined)

const real = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** The files of all jobs and what they import. A file that several jobs import is there once. */
const jobThings = async (
  { settings, folder }: Configured & { readonly folder: string },
  { root }: Pick<RepositoryFacts, 'root'>,
): Promise<readonly Thing[]> => {
  const { findJobs } = await import('../adapters/jobs/find.ts')
  const { thingsOf } = await import('../kinds/job/catalog.ts')
  const { openImports } = await import('../adapters/jobs/kept-imports.ts')
  const { openPacked } = await import('./packed.ts')
  const { jobsOf, packsHere } = await import('../kinds/job/packs.ts')
  const packs = await packsHere(openPacked(root, settings).packFolders, settings.packs.inputs)
  const places = [...settings.jobs.dirs, ...jobsOf(packs).map(({ path }) => path)]
  const files = await findJobs(realpathSync(root), places, openImports(folder))
  const things = files.flatMap(file => ('error' in file ? [] : thingsOf(file)))
  return [...new Map(things.map(thing => [thing.name, thing])).values()]
}

/** Every template: it runs where it is rendered. */
const templateThings = async (
  { settings }: Pick<Configured, 'settings'>,
  { root }: Pick<RepositoryFacts, 'root'>,
): Promise<readonly Thing[]> => {
  const { openPacked } = await import('./packed.ts')
  const { templateThing } = await import('../kinds/job/templates.ts')
  return (await openPacked(root, settings).templates.find()).map(templateThing)
}

/** The trust of a clone, and what its configuration would have git-doc run. */
export interface TrustHere {
  readonly trust: Trust
  /** Everything that is configured. */
  things(): Promise<readonly Thing[]>
  /** What the models that may be asked would run, and nobody allowed. */
  askedNotAllowed(): Promise<readonly Thing[]>
  /** What telling of a new pointer would run, and nobody allowed. */
  syncNotAllowed(): Promise<readonly Thing[]>
  /** What some sources of versions would run, or all of them, and nobody allowed. */
  sourcesNotAllowed(names?: readonly string[]): Promise<readonly Thing[]>
  /** Which forges some sources, or all of them, would show a token, and nobody allowed. */
  hooksNotAllowed(names?: readonly string[]): Promise<readonly Thing[]>
  /** What the gates of a pipeline would run, and nobody allowed. */
  gatesNotAllowed(pipeline: string): Promise<readonly Thing[]>
  /** What asking the tools for their versions would run, and nobody allowed. */
  toolsNotAllowed(): Promise<readonly Thing[]>
  /** Wakes whoever works unattended here: what waited for this can go on. */
  wake(): Promise<void>
  close(): Promise<void>
}

/** Asks the process that does all the work to look at what waits. */
const leaveUpdate = async (place: Place): Promise<void> => {
  const { openAsking } = await import('./ask.ts')
  const stream = { isTTY: false }
  const { ask } = await openAsking(place)
  const argv = ['update', '--quiet']
  await ask({ lane: 'commit', argv, cwd: place.cwd, env: {}, stdout: stream, stderr: stream })
}

/** Takes no lock and opens no log. */
export const openTrustAt = async (place: Place): Promise<TrustHere> => {
  const repository = await openRepositoryAt(place.cwd)
  try {
    const { facts } = repository
    const configured = await settled(repository, place)
    const { openTrust } = await import('../adapters/state/trust.ts')
    const trust = openTrust(facts, now)
    return {
      trust,
      async things() {
        const commands = await configuredThings(configured, facts)
        const jobs = await jobThings(configured, facts)
        return [...commands, ...jobs, ...(await templateThings(configured, facts))]
      },
      async askedNotAllowed() {
        const { askedProviders } = await import('../adapters/llm/key-things.ts')
        const asked = askedProviders(configured.settings.llm)
        return trust.notAllowed(await configuredThings(configured, facts, asked))
      },
      syncNotAllowed: async () => trust.notAllowed(await syncThingsOf(configured, facts)),
      async sourcesNotAllowed(names) {
        const { settings, path } = configured
        if (!isInside(facts.root, path)) return []
        return trust.notAllowed(await sourceThings(settings, facts.root, { names }))
      },
      async hooksNotAllowed(names) {
        const { settings, path } = configured
        if (!isInside(facts.root, path)) return []
        return trust.notAllowed(await hookThings(settings, names))
      },
      async gatesNotAllowed(pipeline) {
        const { settings, path } = configured
        if (!isInside(facts.root, path)) return []
        return trust.notAllowed(await gateThings(settings, facts.root, [pipeline]))
      },
      toolsNotAllowed: async () => trust.notAllowed(await toolThingsOf(configured, facts)),
      async wake() {
        const { holderOf } = await import('../adapters/state/run-lock.ts')
        const holder = await holderOf(configured.folder)
        if (holder?.serves) await leaveUpdate(place)
        const { startWorker } = await import('../adapters/hooks/worker.ts')
        if (!holder) await startWorker(facts.root, facts.commonDirectory)
      },
      close: () => repository.close(),
    }
  } catch (error) {
    await repository.close()
    throw error
  }
}
