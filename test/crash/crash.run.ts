import { parseArgs } from 'node:util'
import { type Random, random } from '../simulation/random.ts'
import type { Ending } from '../support/repository.ts'
import { assertEnd, assertMoment } from './invariants.ts'
import {
  type Copy,
  copyOf,
  type Form,
  type Kill,
  nearlyDone,
  type Story,
  story,
  work,
} from './story.ts'

/**
 * `npm run test:crash -- --seconds N --kills N --seed S`: kills real processes at every named point, in the first commit
 * and in the last, then at random, until the time is up or there were as many kills; `--scenario` repeats one.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '75' },
    kills: { type: 'string', default: 'Infinity' },
    seed: { type: 'string' },
    scenario: { type: 'string' },
    form: { type: 'string' },
  },
})

const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const chance = random(seed)
const began = performance.now()
const until = began + Number(values.seconds) * 1000
const forms: readonly Form[] = ['offline', 'model']
/** Kills in one copy before it is brought to its end and looked at as a whole. */
const killsInOne = 6
/** The counts are told each so many kills: what was seen until then counts, though a run be stopped. */
const told = 50

const counts = { kills: 0, restarts: 0, copies: 0, violations: 0 }
const covered = new Set<string>()
const expected = new Set<string>()

const tellCounts = (): void => {
  const { kills, restarts, copies, violations } = counts
  const seconds = Math.round((performance.now() - began) / 1000)
  console.log(
    `${kills} kills, ${covered.size} points, ${restarts} starts, ${copies} repositories, ${violations} violations; ${seconds} s.`,
  )
}

const isOver = (): boolean =>
  performance.now() > until || counts.kills >= Number(values.kills) || counts.violations >= 5

const spelled = (kills: readonly Kill[]): string =>
  kills
    .map(kill => (kill && 'point' in kill ? `${kill.point}@${kill.hit}` : `${kill?.after}ms`))
    .join(',')

const parsedKills = (text: string): Kill[] =>
  text.split(',').map(part => {
    const [, point = '', hit] = /^(.*)@(\d+)$/.exec(part) ?? []
    return hit ? { point, hit: Number(hit) } : { after: Number.parseInt(part, 10) }
  })

/** Does something with what it opens, which is gone afterwards. */
const ending = async <Result>(body: (t: Ending) => Promise<Result>): Promise<Result> => {
  const ends: (() => unknown)[] = []
  try {
    return await body({ teardown: end => ends.push(end) })
  } finally {
    for (const end of ends.reverse()) await end()
  }
}

/** Kills a worker again and again in one copy, then lets one come to its end; answers the points it was killed at. */
const scenario = (told: Story, kills: readonly Kill[]): Promise<readonly string[]> =>
  ending(async t => {
    const copy = copyOf(t, told)
    counts.copies += 1
    const killed: string[] = []
    try {
      for (const kill of kills) killed.push(...(await killedOnce(copy, kill)))
      counts.restarts += 1
      const last = await work(copy)
      if (last.code !== 0)
        throw new Error(`The last update ended with ${last.code}: ${last.stderr}`)
      await assertEnd(copy, killed.length)
    } catch (error) {
      counts.violations += 1
      console.error(
        `${(error as Error).stack}\nAgain with: npm run test:crash -- --form ${told.form} --scenario ${spelled(kills)}\n(of seed ${seed})`,
      )
    }
    return killed
  })

const killedOnce = async (copy: Copy, kill: Kill): Promise<readonly string[]> => {
  counts.restarts += 1
  const { code, signal, stderr } = await work(copy, kill)
  if (signal === null && code !== 0) throw new Error(`An update ended with ${code}: ${stderr}`)
  if (signal === null) return []
  counts.kills += 1
  if (counts.kills % told === 0) tellCounts()
  assertMoment(copy)
  const point = kill && 'point' in kill ? kill.point : 'any moment'
  covered.add(point)
  return [point]
}

/** The points an undisturbed update comes to. */
const pointsOf = (told: Story): Promise<readonly string[]> =>
  ending(async t => {
    const copy = copyOf(t, told)
    const { code, stdout, stderr } = await work(copy)
    if (code !== 0) throw new Error(`An undisturbed update ended with ${code}: ${stderr}`)
    await assertEnd(copy, 0)
    return (JSON.parse(stdout) as [string, number][]).map(([point]) => point)
  })

const inParts = <Item>(items: readonly Item[], size: number): Item[][] =>
  items.length > 0 ? [[...items.slice(0, size)], ...inParts(items.slice(size), size)] : []

/**
 * Every point, from the beginning and with all but the last commit done. What an update that is taken up comes to next
 * lies behind the point where the last one was killed, so several are killed one after the other in one copy.
 */
const matrix = async (told: Story, isOver = () => counts.violations >= 5): Promise<void> => {
  const points = await pointsOf(told)
  for (const point of points) expected.add(point)
  const reached = new Set<string>()
  for (const kills of inParts(points.map(first), killsInOne)) {
    if (!isOver()) for (const point of await scenario(told, kills)) reached.add(point)
  }
  for (const point of points) {
    if (!reached.has(point) && !isOver()) await scenario(told, [first(point)])
  }
}

const first = (point: string): Kill => ({ point, hit: 1 })

const randomKill = (points: readonly string[], chance: Random): Kill =>
  chance.once(2)
    ? { after: 150 + chance.number(1_500) }
    : { point: chance.pick(points), hit: 1 + chance.number(4) }

const randomKills = (points: readonly string[]): Kill[] =>
  Array.from({ length: 3 + chance.number(2 * killsInOne) }, () => randomKill(points, chance))

/** Two of the stories are always gone through, from the beginning and towards the end, with and without a model. */
const everything = async (stories: readonly Story[]): Promise<void> => {
  const whole = stories.filter((_, at) => at === 0 || at === stories.length - 1)
  for (const told of whole) await matrix(told)
  for (const told of stories) if (!whole.includes(told) && !isOver()) await matrix(told, isOver)
  while (!isOver()) await scenario(chance.pick(stories), randomKills([...expected]))
}

const storiesOf = async (t: Ending): Promise<readonly Story[]> => {
  const stories: Story[] = []
  for (const form of forms.filter(each => values.form === undefined || values.form === each)) {
    const told = await story(t, form)
    stories.push(told, await nearlyDone(t, told))
  }
  return stories
}

await ending(async t => {
  console.log(`Seed ${seed}.`)
  const stories = await storiesOf(t)
  const { scenario: again } = values
  if (again === undefined) return everything(stories)
  for (const told of stories) await scenario(told, parsedKills(again))
})

const missed = [...expected].filter(point => !covered.has(point))
console.log(
  `${counts.kills} kills, ${expected.size - missed.length} of ${expected.size} points, ${counts.restarts} starts, ${counts.copies} repositories, ${counts.violations} violations.`,
)
if (missed.length > 0) console.log(`Not killed at: ${missed.join(', ')}.`)
process.exitCode = counts.violations > 0 || missed.length > 0 ? 1 : 0
