import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readHead } from '../adapters/git/head.ts'
import { fileStates } from '../adapters/git/publisher/file-states.ts'
import { keepView, readView } from '../adapters/state/views.ts'
import type { MergeTrend } from '../pipelines/merges.ts'
import type { RepositoryFacts } from '../ports/repository.ts'
import { now } from './place.ts'

/** What the last year of HEAD's history tells. */
export interface PastTrends {
  /** Since when commits count (ISO 8601). */
  readonly since: string
  /** How many tags with a version each month has. */
  readonly tags: Readonly<Record<string, number>>
  readonly merges: MergeTrend
}

/** The name of the file that keeps the last answer. */
const kept = 'past-trends'

interface Kept extends PastTrends {
  readonly key: string
}

/** Reads the history once a day, and again when HEAD or a tag has moved; otherwise the last answer still holds, and Git is not asked. */
export const pastTrends = async (facts: RepositoryFacts, folder: string): Promise<PastTrends> => {
  const today = now().toISOString().slice(0, 10)
  const key = await keyOf(facts, today)
  const last = key === undefined ? undefined : ((await readView(folder, kept)) as Kept | undefined)
  if (last && last.key === key) {
    const { key: _, ...answer } = last
    return answer
  }
  const since = new Date(Date.parse(today) - 365 * 86_400_000)
  const [{ historySince }, { mergeTrend, releasesByMonth }] = await Promise.all([
    import('../adapters/pipelines/history.ts'),
    import('../pipelines/merges.ts'),
  ])
  const commits = await historySince(facts.root, since)
  const answer: PastTrends = {
    since: since.toISOString(),
    tags: releasesByMonth(commits),
    merges: mergeTrend(commits),
  }
  if (key !== undefined) await keepView(folder, kept, { key, ...answer })
  return answer
}

/** One text for all that the answer follows from; undefined where files alone do not say what HEAD and the tags are. */
const keyOf = async (facts: RepositoryFacts, today: string): Promise<string | undefined> => {
  const head = await readHead(facts)
  if (head?.commit === undefined) return undefined
  const { root, commonDirectory, shallow } = facts
  const folder = join(commonDirectory, 'refs', 'tags')
  const tags = entriesIn(folder).map(name => join(folder, name))
  const states = fileStates([join(commonDirectory, 'packed-refs'), folder, ...tags])
  return JSON.stringify([today, root, head.commit, shallow, states])
}

const entriesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch {
    return []
  }
}
