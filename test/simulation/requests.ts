import { askWith } from '../../src/app/ask.ts'
import { serveRequests } from '../../src/app/serve.ts'
import type { Request } from '../../src/ports/requests.ts'
import { random } from './random.ts'
import { sharedStore } from './request-store.ts'
import { type Actor, scheduler } from './scheduler.ts'

/** What came of a schedule of commands that ask and processes that own the log. */
export interface Outcome {
  readonly steps: number
  readonly crashes: number
  readonly answered: number
  readonly taken: number
  readonly trace: readonly string[]
}

const lanes = ['commit', 'job'] as const
const stream = { isTTY: false }

/**
 * Plays one schedule: commands leave requests, processes own the log one after the other and carry them out, and any of them may
 * crash at any step. Throws where a request begins or ends twice, two of one lane are at work at a time, somebody who does not own
 * the log works, or a command that lives gets no answer.
 */
export const simulateRequests = async (seed: number): Promise<Outcome> => {
  const chance = random(seed)
  const { gate, spawn, crash, run, note, alive, trace } = scheduler(chance)

  // What the processes share: the inbox, the answers, the log and its lock.
  const shared = sharedStore(gate)
  const { requests, watchers, storeOf } = shared
  const events = new Set<string>()
  const atWork = new Map<string, Actor>()
  let owner: Actor | undefined
  const counts = { crashes: 0, answered: 0, taken: 0 }
  const due = new Set<Actor>()

  /** Takes the log if nobody who lives owns it. */
  const takeLog = (actor: Actor): boolean => {
    if (owner && !owner.crashed) return false
    if (owner) for (const [lane, worker] of atWork) if (worker === owner) atWork.delete(lane)
    owner = actor
    return true
  }

  /** What a command does: it begins once, works, and ends once, however often it is carried out. */
  const carryOut = async (actor: Actor, { id, lane }: Request): Promise<number> => {
    const other = atWork.get(lane)
    if (other && !other.crashed) throw new Error(`Two of ${lane} are at work: ${id}.`)
    atWork.set(lane, actor)
    for (const event of ['begun', 'worked', 'ended']) {
      await gate(actor, `${event} ${id}`)
      if (owner !== actor) throw new Error(`${actor.name} works and owns nothing.`)
      events.add(`${id} ${event}`)
    }
    atWork.delete(lane)
    return 0
  }

  const owns = (actor: Actor) => async (): Promise<void> => {
    await gate(actor, 'take the log')
    if (!takeLog(actor)) return
    const serving = await serveRequests({
      store: storeOf(actor),
      execute: async request => {
        counts.taken += 1
        return carryOut(actor, request)
      },
      atOnce: () => 1,
      takes: () => true,
    })
    for (let rounds = chance.number(4); rounds >= 0; rounds -= 1) {
      await serving.idle()
      await gate(actor, 'idle')
    }
    await serving.stop()
    await gate(actor, 'let go')
    if (owner === actor) owner = undefined
  }

  /** The asker carries out its request itself, unless somebody did it meanwhile. Whether it is over. */
  const doesItself = async (actor: Actor, request: Request): Promise<boolean> => {
    await gate(actor, 'take the log')
    if (!takeLog(actor)) return false
    const isMine = requests.has(request.id)
    if (isMine) await carryOut(actor, request)
    owner = undefined
    return isMine
  }

  const asks = (actor: Actor, request: Request) => async (): Promise<void> => {
    const holder = async () => {
      await gate(actor, 'who owns it')
      return owner && !owner.crashed ? owner : undefined
    }
    const asking = await askWith(storeOf(actor), request, holder, () => gate(actor, 'rest'))
    for (let isOver = false; !isOver; ) {
      const { exit, free } = await asking.next()
      if (exit !== undefined && exit !== 0) throw new Error(`${request.id} ended with ${exit}.`)
      isOver = exit === 0 || (free && (await doesItself(actor, request)))
    }
    await asking.end()
    counts.answered += 1
    due.delete(actor)
  }

  const failures: unknown[] = []
  const begin = (name: string, body: (actor: Actor) => () => Promise<void>): Actor =>
    spawn(name, actor => body(actor)().catch(error => void failures.push(error)))

  let asked = 0
  let owners = 0
  const most = 3 + chance.number(5)
  const beginsAsker = (): boolean => {
    if (asked >= most || (alive().length > 0 && !chance.once(6))) return false
    asked += 1
    const lane = chance.pick(lanes)
    const id = `${String(asked).padStart(9, '0')}-${seed.toString(16).padStart(12, '0')}`
    const asker = { pid: asked, host: 'here' }
    const request = { id, lane, argv: [lane], cwd: '/', env: {}, asker, version: '1' }
    due.add(
      begin(`asker ${asked}`, each => asks(each, { ...request, stdout: stream, stderr: stream })),
    )
    return true
  }
  const beginsOwner = (): boolean => {
    const isOwned = owner !== undefined && !owner.crashed
    // Somebody has to own the log again where a request waits and whoever left it is gone.
    const isLeft = requests.size > 0 && alive().length === 0
    if (isOwned || !(isLeft || (owners < 6 && chance.once(15)))) return false
    owners += 1
    begin(`owner ${owners}`, owns)
    return true
  }
  const crashes = (): boolean => {
    const living = alive()
    if (counts.crashes >= 6 || living.length === 0 || !chance.once(40)) return false
    const victim = chance.pick(living)
    counts.crashes += 1
    watchers.delete(victim)
    due.delete(victim)
    crash(victim)
    return true
  }
  await run({
    most: 20_000,
    check() {
      if (failures.length > 0) throw failures[0]
    },
    deeds: () => beginsAsker() || beginsOwner() || crashes(),
  })
  if (due.size > 0) throw new Error(`${[...due].map(({ name }) => name)} waits for ever.`)
  if (requests.size > 0) throw new Error(`Nobody carried out ${[...requests.keys()]}.`)
  note(`${events.size / 3} requests ended.`)
  return { steps: trace.length, ...counts, trace }
}
