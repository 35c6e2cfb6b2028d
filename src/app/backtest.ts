import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { BacktestSource } from '../commands/commit/backtest.ts'
import type { Case } from '../documentation/backtest.ts'
import type { Repository } from '../ports/repository.ts'
import type { Settings } from '../ports/settings.ts'
import { readCases } from './backtest-cases.ts'
import { type Place, settled } from './place.ts'

export interface BacktestPlace extends Place {
  /** A repository, bare or not, or a folder of repositories named `owner+name`, `owner/name` or `name`; default: `cwd`. */
  readonly repo?: string | undefined
  /** A file of cases; if undefined, the cases come from the repository's own history. */
  readonly cases?: string | undefined
}

/** How many commits of the history to examine. */
const mostCommits = 100_000

/** Opens the requested repositories one after the other, and closes each before it opens the next. */
export async function* openBacktest(place: BacktestPlace): AsyncGenerator<BacktestSource> {
  const folder = resolve(place.cwd, place.repo ?? '.')
  const cases =
    place.cases === undefined ? undefined : await readCases(resolve(place.cwd, place.cases))
  for (const [repo, own] of groups(folder, cases)) yield* opened(repo, own, place)
}

/** Groups cases by repository, if a folder contains several. */
const groups = (
  folder: string,
  cases: readonly Case[] | undefined,
): readonly (readonly [path: string, cases: readonly Case[] | undefined])[] => {
  const names = [...new Set(cases?.map(({ repo }) => repo))]
  const paths = names.map(
    name => [name, name === undefined ? undefined : within(folder, name)] as const,
  )
  if (cases === undefined || paths.every(([, path]) => path === undefined)) return [[folder, cases]]
  return paths.map(([name, path]) => [path ?? folder, cases.filter(({ repo }) => repo === name)])
}

const within = (folder: string, name: string): string | undefined => {
  const short = name.slice(name.lastIndexOf('/') + 1)
  const ways = [name.replace('/', '+'), name, short].flatMap(way => [
    join(way, 'repo'),
    way,
    `${way}.git`,
  ])
  return ways.map(way => join(folder, way)).find(path => isRepository(path))
}

const isRepository = (path: string): boolean =>
  existsSync(join(path, '.git')) || existsSync(join(path, 'objects'))

async function* opened(
  path: string,
  cases: readonly Case[] | undefined,
  place: Place,
): AsyncGenerator<BacktestSource> {
  const { openNativeRepository } = await import('../adapters/git/native.ts')
  const { openHistory } = await import('../adapters/git/co-change-history.ts')
  const { openPast } = await import('../kinds/commit/co-change.ts')
  const repository = await openNativeRepository(path, { bare: true })
  try {
    const { docFiles, mappings } = await settingsOf(repository, place, cases !== undefined)
    const upTo = cases ? await known(repository, cases) : [await repository.resolve('HEAD')]
    const history = openHistory(repository.facts)
    const past = openPast(repository, history, { docFiles, upTo, most: mostCommits })
    yield { repository, past, docFiles, mappings, cases: cases ?? (await own(past, docFiles)) }
  } finally {
    await repository.close()
  }
}

const known = async (
  repository: Repository,
  cases: readonly Case[],
): Promise<readonly string[]> => {
  const found: string[] = []
  for (const { commit } of cases)
    if (await repository.commit(commit).catch(() => undefined)) found.push(commit)
  return found
}

/** Cases may name any document; for a repository's own history, the configuration names the documents. */
const settingsOf = async (
  repository: Repository,
  place: Place,
  hasCases: boolean,
): Promise<Pick<Settings, 'docFiles' | 'mappings'>> => {
  if (hasCases) return { docFiles: ['**/*.md', '**/*.mdx', '**/*.markdown'], mappings: [] }
  return (await settled(repository, place)).settings
}

/** The changes that the repository's own history made to documents, as cases. */
const own = async (past: BacktestSource['past'], docFiles: readonly string[]): Promise<Case[]> => {
  const { matcher } = await import('../documentation/globs.ts')
  const isDocument = matcher(docFiles)
  return (await past.coChanges()).map(({ commit, touched }) => ({
    commit,
    docs: touched
      .filter(({ path, status }) => status === 'M' && isDocument(path))
      .map(({ path }) => path),
  }))
}
