import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultSettings } from '../../src/adapters/config/keys.ts'
import { openReading, readStatusReport, reportOf } from '../../src/app/reading.ts'
import { replay } from '../../src/commands/replay.ts'
import type { Recorded } from '../../src/events/recorded.ts'
import { kinds } from '../../src/kinds.ts'
import { type Copy, commitsFollowed, nameOf, workIn } from './story.ts'

/** What must be so whatever was killed or failed, by name (docs/reliability.md). */
export class Violation extends Error {
  constructor(invariant: string, what: string) {
    super(`${invariant}: ${what}`)
    this.name = 'Violation'
  }
}

const assertThat = (invariant: string, holds: boolean, what: () => string): void => {
  if (!holds) throw new Violation(invariant, what())
}

const assertSame = (invariant: string, found: unknown, expected: unknown): void =>
  assertThat(
    invariant,
    JSON.stringify(found) === JSON.stringify(expected),
    () => `found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`,
  )

/** What must be so at any moment, also just after a kill: cheap to look at. */
export const assertMoment = (copy: Copy): void => {
  const followed = commitsFollowed(copy)
  assertSame('one doc commit per commit', followed, [...new Set(followed)])
  const file = (name: string) => readFileSync(join(copy.path, name), 'utf8')
  assertThat(
    'the person’s work is as it was',
    file('README.md').includes('To everyone.') &&
      file('GUIDE.md').includes('Some.') &&
      file('src/open.ts') === 'export const open = 2\n',
    () => 'a line of theirs is gone',
  )
  for (const name of ['README.md', 'GUIDE.md']) {
    assertThat('no file is half written', file(name).endsWith('\n'), () => file(name))
  }
}

/** What must be so once an undisturbed update has ended, after kills and nothing else. */
export const assertEnd = async (copy: Copy, kills: number): Promise<void> => {
  const { story, git, path } = copy
  assertSame('every commit is documented', commitsFollowed(copy), story.commits)
  const last = nameOf(story.commits.length)
  for (const name of ['README.md', 'GUIDE.md']) {
    const copies = [git('show', `HEAD:${name}`), git('show', `:${name}`)]
    for (const text of [...copies, readFileSync(join(path, name), 'utf8')]) {
      assertThat('it ends the same', text.includes(`${last}()`), () => `${name} is\n${text}`)
    }
  }
  await assertSound(copy, kills, ({ published }) =>
    assertSame(
      'an effect has one outcome',
      published,
      story.commits.map(id => `commit/${id}`),
    ),
  )
}

/** What must be so at any end, also where some commits needed no doc commit any more when they were taken up again. */
export const assertSound = async (
  copy: Copy,
  kills: number,
  also: (told: { readonly published: readonly string[] }) => void = () => {},
): Promise<void> => {
  assertMoment(copy)
  const { story, git } = copy
  assertSame('the person’s work is as it was', workIn(git), story.work)
  assertSame('git fsck is clean', git('fsck', '--strict', '--no-dangling'), '')
  assertNothingLeft(copy)
  await assertLog(copy, kills, also)
}

/** Locks, journals and half-written files of those that were killed are gone. */
const assertNothingLeft = ({ path }: Copy): void => {
  const git = join(path, '.git')
  const state = join(git, 'git-doc')
  const left = [
    ...readdirSync(git).filter(name => name.endsWith('.lock')),
    ...readdirSync(state).filter(name => /^(run\.lock|publish\.|scratch-)/.test(name)),
  ]
  assertSame('nothing is left lying about', left, [])
}

const assertLog = async (
  copy: Copy,
  kills: number,
  also: (told: { readonly published: readonly string[] }) => void,
): Promise<void> => {
  const reading = await openReading({ cwd: copy.path })
  try {
    const events: Recorded[] = []
    for await (const recorded of reading.log.all()) events.push(recorded)
    assertOrder(events)
    assertAcknowledged(events, copy)
    const { views, runs } = await replay(reading.log, kinds, {})
    for (const { view, differences } of views)
      assertSame(`views are a fresh fold (${view})`, differences, [])
    const open = runs.filter(
      ({ run, is }) => run.startsWith('commit/') && !/^(success|skipped)$/.test(is),
    )
    assertSame('every run comes to its end', open, [])
    assertRuns(events, copy)
    const published = events.filter(({ event }) => event.type === 'commit.published')
    assertSame('an effect has one outcome', published.length, commitsFollowed(copy).length)
    also({ published: published.map(({ run }) => run) })
    assertPaidOnce(events, copy, kills)
    const { unnoticed, ...told } = await readStatusReport({ cwd: copy.path })
    assertSame('every commit has a run', unnoticed?.commits, 0)
    assertSame('the status file is what the log says', told, await reportOf(reading.log))
  } finally {
    await reading.close()
  }
}

/** Reading them has proved the chain already. */
const assertOrder = (events: readonly Recorded[]): void => {
  const versions = new Map<string, number>()
  const ids = new Set<string>()
  for (const [at, { position, run, version, id }] of events.entries()) {
    assertSame('positions have no gaps', position, at + 1)
    assertSame('versions have no gaps', version, (versions.get(run) ?? 0) + 1)
    versions.set(run, version)
    assertThat('an id is one event', id === undefined || !ids.has(id), () => `${id} is there twice`)
    if (id !== undefined) ids.add(id)
  }
}

const assertAcknowledged = (events: readonly Recorded[], { acknowledged }: Copy): void => {
  const lines = existsSync(acknowledged) ? readFileSync(acknowledged, 'utf8').split('\n') : []
  // The last line of one that was killed may be half of one.
  for (const line of lines) {
    const recorded = parsed(line)
    if (!recorded) continue
    const found = events[recorded.position - 1]
    assertSame('what was acknowledged is in the log', found, recorded)
  }
}

const parsed = (line: string): Recorded | undefined => {
  try {
    return JSON.parse(line) as Recorded
  } catch {
    return undefined
  }
}

const assertRuns = (events: readonly Recorded[], { git, story }: Copy): void => {
  const runs = new Set(events.map(({ run }) => run))
  for (const id of git('rev-list', `${story.base}..HEAD`).split('\n')) {
    assertThat('every commit has a run', runs.has(`commit/${id}`), () => `${id} has none`)
  }
}

/** An answer on record is never paid for again; one that was under way when a process died may be. */
const assertPaidOnce = (events: readonly Recorded[], { story }: Copy, kills: number): void => {
  const paid = events.flatMap(({ event: { data } }) => (data.key && !data.cached ? [data.key] : []))
  assertSame('paid once', paid.length, new Set(paid).size)
  if (!story.server) return
  const asked = new Map<string, number>()
  const bodies = story.server.requests.splice(0).map(({ body }) => body)
  for (const body of [...story.asked, ...bodies]) {
    const question = JSON.stringify(body).replace(/[0-9a-f]{16}/g, '')
    asked.set(question, (asked.get(question) ?? 0) + 1)
  }
  assertSame('paid once', asked.size, story.questions)
  const again = [...asked.values()].reduce((sum, times) => sum + times - 1, 0)
  // Each kill may cost what was under way, also the one that the story begins with.
  const most = (kills + Math.min(1, story.asked.length)) * defaultSettings.llm.concurrency
  assertThat('paid once', again <= most, () => `${again} questions again after ${kills} kills`)
}
