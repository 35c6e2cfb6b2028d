import { memory, memoryLog } from '../../src/adapters/memory/log.ts'
import { allViews } from '../../src/app/place.ts'
import { isGitDocError } from '../../src/errors/error.ts'
import { gitFailed } from '../../src/errors/git.ts'
import { stateUnwritable } from '../../src/errors/log.ts'
import { baseline } from '../../src/kinds/commit/notice.ts'
import { failures } from '../../src/projections/failures.ts'
import { assertEnd, assertNothingLeft, assertStep, docCommitsOf, Violation } from './invariants.ts'
import { type Model, newModel, switchTo } from './model.ts'
import {
  branchDeeds,
  checkout,
  commitCode,
  isHeld,
  type Person,
  person,
  personDeeds,
  preparations,
  tidyUp,
} from './person.ts'
import { type Shared, simulatedProcess, throttled } from './process.ts'
import { type Random, random } from './random.ts'
import { type Actor, type Scheduler, scheduler } from './scheduler.ts'

const views = await allViews()

export interface Simulated {
  readonly seed: number
  readonly steps: number
  readonly crashes: number
  readonly faults: number
  readonly starts: number
  readonly commits: number
  readonly docCommits: number
}

/** What one schedule may do: chosen by its seed, used up as it goes. */
interface Budget {
  /** Once in how many steps: in haste at the beginning, or spread over the whole of it. */
  readonly pace: number
  deeds: number
  starts: number
  crashes: number
  faults: number
  aborts: number
}

interface World {
  readonly shared: Shared
  readonly who: Person
  readonly random: Random
  readonly running: Scheduler
  readonly counts: { crashes: number; faults: number; starts: number; aborts: number }
  readonly errors: unknown[]
}

const mostSteps = 5_000

/** Plays one schedule to its end and checks it; throws with its invariant, its seed and what happened. */
export const simulate = async (seed: number): Promise<Simulated> => {
  const chance = random(seed)
  const model = newModel()
  const world = newWorld(model, chance)
  const { running, who, shared, counts } = world
  const budget: Budget = {
    pace: chance.pick([4, 12, 30, 60]),
    deeds: 1 + chance.number(4),
    starts: 1 + chance.number(3),
    crashes: chance.number(4),
    faults: chance.number(3),
    aborts: chance.number(2),
  }
  // Mostly as after `init --baseline`; else the first update sizes up the whole history.
  if (!chance.once(4)) await baseline(shared.log, model.branch, model.tip)
  for (let commits = chance.once(3) ? 2 : 1; commits > 0; commits -= 1) {
    commitCode(model, who, chance)
  }
  try {
    const check = () => assertStep(model, who)
    let steps = await running.run({
      deeds: () => deed(world, budget),
      faultOf: label => faultOf(label, world, budget),
      check,
      most: mostSteps,
    })
    steps += await broughtToEnd(world)
    assertErrors(world.errors)
    await assertEnd(shared, who, counts.crashes + counts.faults + counts.aborts)
    const { crashes, faults, starts } = counts
    return {
      seed,
      steps,
      crashes,
      faults,
      starts,
      commits: who.commits,
      docCommits: docCommitsOf(model).length,
    }
  } catch (error) {
    throw told(error, seed, running)
  }
}

/** The faults stop, the person is done, and what is left is taken up. */
const broughtToEnd = async (world: World): Promise<number> => {
  const { running, shared, who } = world
  running.note('the faults stop')
  let steps = 0
  const finish = async (verb: 'update' | 'retry') => {
    start(verb, world)
    const check = () => assertStep(shared.model, who)
    steps += await running.run({ deeds: () => false, check, most: mostSteps })
  }
  const { model } = shared
  if (isHeld(model) && !model.rebasing && !model.detached) {
    await finish('update')
    assertNothingLeft(model)
  }
  tidyUp(model, who)
  // What waited or failed on another branch is done there; what became of a commit is found out on the way.
  for (const ref of [model.branch, ...model.others.keys(), model.branch]) {
    if (ref !== model.branch) switchTo(model, ref)
    checkout(model, who)
    await finish('update')
    if (await hasFailures(shared)) {
      await finish('retry')
      await finish('update')
    }
  }
  return steps
}

/** One commit and one update of it, in which the first step of this label fails; the codes of the errors it ended with. */
export const simulateFailure = async (label: string): Promise<readonly string[]> => {
  const world = newWorld(newModel(), random(1))
  const { running, shared, who } = world
  let failed = false
  const faultOf = (at: string): unknown => {
    if (failed || at !== label) return undefined
    failed = true
    return gitFailed([label], 'it was made to fail')
  }
  try {
    await baseline(shared.log, shared.model.branch, shared.model.tip)
    commitCode(shared.model, who, world.random)
    start('update', world)
    const check = () => assertStep(shared.model, who)
    await running.run({ deeds: () => false, faultOf, check, most: mostSteps })
    if (!failed) throw new Error(`There is no step "${label}".`)
    await broughtToEnd(world)
    assertErrors(world.errors)
    await assertEnd(shared, who, 1)
    return world.errors.filter(isGitDocError).map(({ code }) => code)
  } catch (error) {
    throw told(error, 1, running)
  }
}

/**
 * Some commits and one update of them, during which the person does one thing at one step; answers whether the update had so many steps.
 */
export const simulateDeed = async (
  name: keyof typeof branchDeeds,
  step: number,
  commits: number,
): Promise<boolean> => {
  const world = newWorld(newModel(), random(step + 1))
  const { running, shared, who } = world
  const { model } = shared
  let steps = 0
  let done = false
  try {
    await baseline(shared.log, model.branch, model.tip)
    for (let left = commits; left > 0; left -= 1) commitCode(model, who, world.random)
    for (const prepare of preparations[name] ?? []) prepare(model, who, world.random)
    start('update', world)
    const check = () => assertStep(model, who)
    const deeds = () => {
      if (done || steps++ < step || running.alive().length === 0) return false
      done = true
      branchDeeds[name]?.(model, who, world.random)
      running.note(`the person: ${name}`)
      return true
    }
    await running.run({ deeds, check, most: mostSteps })
    await broughtToEnd(world)
    assertErrors(world.errors)
    await assertEnd(shared, who, 0)
    return done
  } catch (error) {
    throw told(error, step, running)
  }
}

const hasFailures = async ({ log }: Shared): Promise<boolean> => {
  for await (const _ of log.rows(failures)) return true
  return false
}

const newWorld = (model: Model, chance: Random): World => {
  const now = () => new Date(0)
  return {
    shared: {
      model,
      log: memoryLog({ projections: views, now, memory: memory() }),
      scratch: () => memoryLog({ projections: views, now }),
      lock: undefined,
      acknowledged: [],
      asked: new Map(),
    },
    who: person(),
    random: chance,
    running: scheduler(chance),
    counts: { crashes: 0, faults: 0, starts: 0, aborts: 0 },
    errors: [],
  }
}

/** Now and then something else happens than that someone goes on; once nobody does, all that is left of the budget. */
const deed = (world: World, budget: Budget): boolean => {
  const { random, running } = world
  const alive = running.alive()
  if (alive.length > 0 && !random.once(budget.pace)) return false
  const open = (['deeds', 'starts', 'crashes', 'aborts'] as const).filter(
    key => budget[key] > 0 && (alive.length > 0 || !(key in ends)),
  )
  if (open.length === 0) return false
  const chosen = random.pick(open)
  budget[chosen] -= 1
  deeds[chosen]?.(world, alive)
  return true
}

/** What can only be done to someone at work. */
const ends = { crashes: true, aborts: true }

const deeds: Readonly<Record<string, (world: World, alive: readonly Actor[]) => void>> = {
  deeds({ shared, who, random, running }) {
    const chosen = random.pick(personDeeds)
    const done = chosen(shared.model, who, random)
    running.note(`the person: ${chosen.name}${done ? '' : ', but cannot'}`)
  },
  starts(world) {
    // A hook or a person: whoever starts one, the lock decides.
    start(world.random.once(4) ? 'retry' : 'update', world)
  },
  crashes({ random, running, counts }, alive) {
    running.crash(random.pick(alive))
    counts.crashes += 1
  },
  aborts({ random, running, counts }, alive) {
    const actor = random.pick(alive)
    running.note(`${actor.name} is interrupted`)
    aborts.get(actor)?.abort()
    counts.aborts += 1
  },
}

const aborts = new WeakMap<Actor, AbortController>()

const start = (verb: 'update' | 'retry', { shared, running, counts, errors }: World): void => {
  counts.starts += 1
  const stop = new AbortController()
  const actor = running.spawn(`${verb} ${counts.starts}`, async self => {
    try {
      await simulatedProcess(verb, self, shared, running, stop.signal)
    } catch (error) {
      running.note(`${self.name} says ${isGitDocError(error) ? error.code : error}`)
      errors.push(error)
    }
  })
  aborts.set(actor, stop)
}

const faultOf = (label: string, { random, counts }: World, budget: Budget): unknown => {
  if (budget.faults === 0 || !random.once(2 * budget.pace)) return undefined
  budget.faults -= 1
  counts.faults += 1
  if (label.startsWith('append')) return stateUnwritable('/model/.git/git-doc', 'ENOSPC')
  if (label.startsWith('draft')) return throttled()
  return gitFailed([label], 'it was made to fail')
}

/** Processes end with an error that a person can act on, or with none. */
const assertErrors = (errors: readonly unknown[]): void => {
  const ours = errors.find(error => !isGitDocError(error))
  if (ours) throw new Violation('only errors with a code', String((ours as Error).stack ?? ours))
}

const told = (error: unknown, seed: number, { trace }: Scheduler): Error => {
  const what = error instanceof Violation ? error.message : String((error as Error).stack)
  return new Error(
    `${what}\n\nSeed ${seed}; again with: npm run test:simulate -- --seed ${seed} --schedules 1\n${trace.map(line => `  ${line}`).join('\n')}`,
  )
}
