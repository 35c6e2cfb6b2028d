import { resolve } from 'node:path'
import { openGitCommands } from '../adapters/git/commands.ts'
import { openReceipts } from '../adapters/git/receipts.ts'
import { openReleaseGit } from '../adapters/git/release-git.ts'
import { variablesOfHook } from '../adapters/hooks/variables.ts'
import { type ReleaseReading, releaseReading } from '../commands/release/context.ts'
import type { GuardReading } from '../commands/release/guard.ts'
import { type KnownOfReleases, type PackageState, statesOf } from '../commands/release/status.ts'
import { reportUnwritable } from '../errors/check.ts'
import { releasesNotConfigured } from '../errors/releases.ts'
import type { PackageRecord } from '../machines/package.ts'
import type { FindSecrets } from '../ports/secrets.ts'
import type { Deed } from '../projections/activation/deeds.ts'
import type { StagingsRow } from '../projections/release/stagings.ts'
import { type Production, readProduction } from '../releases/production.ts'
import { placeIn } from '../releases/read.ts'
import { readReleaseReceipts } from '../releases/receipt-facts.ts'
import { nameOf, type ReleaseName } from '../releases/release.ts'
import { layoutFrom } from '../releases/settings-layout.ts'
import { endAll } from './end-all.ts'
import { environment, openRepositoryAt, type Place, settled } from './place.ts'
import { openReading, readKindView } from './reading.ts'

/** Loaded when a rule first asks for it. */
const findSecrets: FindSecrets = async text =>
  (await import('../adapters/secrets/find-secrets.ts')).findSecrets(text)

/** What reading commands use, until they close it. */
export type ReleaseHere = Awaited<ReturnType<typeof openReleaseReading>>

/** Writes what was found to a file. REPORT_UNWRITABLE. */
export const writeReport =
  ({ cwd }: Pick<Place, 'cwd'>) =>
  async (file: string, text: string): Promise<void> => {
    const { replaceUserFile } = await import('../adapters/files/replace-file.ts')
    await replaceUserFile(resolve(cwd, file), text).catch(cause => {
      throw reportUnwritable(file, cause)
    })
  }

/** The releases of a repository for commands that take no lock: Git, and a copy of the log. RELEASES_NOT_CONFIGURED. */
export const openReleaseReading = async (
  place: Place,
): Promise<ReleaseReading & { close(): Promise<void> }> => {
  const reading = await openReading(place)
  const { facts } = reading.repository
  const [releaseGit, receipts] = [openReleaseGit(facts), openReceipts(facts)]
  const closing = [reading.close, receipts.close, releaseGit.close]
  const git = openGitCommands(facts)
  try {
    const offered = { ...reading, releaseGit, receipts, git, findSecrets }
    return { ...releaseReading(reading, offered), close: () => endAll(closing) }
  } catch (error) {
    await endAll(closing)
    throw error
  }
}

/** What the owner of the log published of releases. */
const publishedOf = async (folder: string) => {
  const [releases, packages, activations] = await Promise.all([
    readKindView(folder, 'release') as Promise<{ releases?: readonly StagingsRow[] } | undefined>,
    readKindView(folder, 'package') as Promise<
      { packages?: Readonly<Record<string, PackageRecord>> } | undefined
    >,
    readKindView(folder, 'activation') as Promise<
      { packages?: Readonly<Record<string, Deed>> } | undefined
    >,
  ])
  return {
    stagings: releases?.releases ?? [],
    packages: packages?.packages ?? {},
    deeds: activations?.packages ?? {},
  }
}

/** The state of every package, or of one, without the log: from what its owner published, from Git and from notes. */
export const releaseStates = async (
  place: Place,
  only?: string,
): Promise<readonly PackageState[]> => {
  const repository = await openRepositoryAt(place.cwd)
  const { facts } = repository
  const [git, receipts] = [openReleaseGit(facts), openReceipts(facts)]
  try {
    const { settings, folder } = await settled(repository, place)
    if (!settings.releases) throw releasesNotConfigured()
    const layout = layoutFrom(settings.releases.layout)
    const { commit } = await repository.head()
    const [dirty, published] = await Promise.all([git.dirty(layout.root), publishedOf(folder)])
    const production: Pick<Production, 'tree' | 'active' | 'released'> =
      commit === undefined
        ? { tree: git.tree(''), active: {}, released: new Map() }
        : await readProduction(commit, layout, git)
    const notes = await readReleaseReceipts(receipts)
    const known: KnownOfReleases = {
      stagings: new Map(published.stagings.map(row => [nameOf(row), row.trees])),
      stagedElsewhere: notes.stagedTrees,
      deeds: published.deeds,
      packages: published.packages,
      drafts: draftsIn(dirty, placeIn(layout)),
      isDirty: place => dirty.some(path => path.startsWith(`${place}/`)),
    }
    return await statesOf(production, known, { layout }, only)
  } finally {
    await endAll([git.close, receipts.close, () => repository.close()])
  }
}

const draftsIn = (dirty: readonly string[], place: ReturnType<typeof placeIn>) =>
  dirty.flatMap(path => place(path) ?? [])

/** What the guard needs in a hook: no log is opened, what its owner published is enough. Undefined where there are no releases. */
export const openGuard = async (place: Place) => {
  const repository = await openRepositoryAt(place.cwd)
  const { facts } = repository
  const { settings, folder } = await settled(repository, place)
  if (!settings.releases) {
    await repository.close()
    return undefined
  }
  const layout = layoutFrom(settings.releases.layout)
  const [git, receipts, commands] = [
    openReleaseGit(facts),
    openReceipts(facts),
    openGitCommands(facts),
  ]
  const reading: GuardReading = {
    ...{ layout, repository, git, receipts },
    stagedTrees: stagedTreesIn(folder, receipts),
    changed: (from, to) => commands.changed({ from, to }),
    staged: commands.staged,
  }
  return {
    reading,
    indexFile: variablesOfHook(environment(), place.cwd).GIT_INDEX_FILE,
    close: () => endAll([git.close, receipts.close, () => repository.close()]),
  }
}

/** The trees with which a release was staged, as far as it is published or in notes; read when it is first asked for. */
const stagedTreesIn = (
  folder: string,
  receipts: ReturnType<typeof openReceipts>,
): GuardReading['stagedTrees'] => {
  let known: Promise<(release: ReleaseName) => readonly string[]> | undefined
  const read = async () => {
    const [{ stagings }, notes] = await Promise.all([
      publishedOf(folder),
      readReleaseReceipts(receipts),
    ])
    const own = new Map(stagings.map(row => [nameOf(row), row.trees]))
    return (release: ReleaseName) => [
      ...notes.stagedTrees(release),
      ...(own.get(nameOf(release)) ?? []).flatMap(({ state, tree }) =>
        state === 'success' ? [tree] : [],
      ),
    ]
  }
  return async release => {
    known ??= read()
    return (await known)(release)
  }
}
