import type { Random } from './random.ts'

/** Someone whose work is taken on step by step; once it has `crashed`, nothing more of it ever happens. */
export interface Actor {
  readonly name: string
  crashed: boolean
  ended: boolean
}

interface Parked {
  readonly actor: Actor
  readonly label: string
  go(): void
  fail(error: unknown): void
}

/** What chance may do instead of letting someone go on; answers whether it did anything. */
export type Deed = () => boolean

/**
 * Runs actors one step at a time. Each waits at `gate` until it is picked; between two picks everything that was let go
 * runs until it waits again, so that a seed always gives the same order.
 */
export const scheduler = (random: Random) => {
  let parked: Parked[] = []
  const actors: Actor[] = []
  const trace: string[] = []

  const gate = (actor: Actor, label: string): Promise<void> =>
    new Promise((go, fail) => {
      if (!actor.crashed) parked.push({ actor, label, go, fail })
    })

  const spawn = (name: string, body: (actor: Actor) => Promise<void>): Actor => {
    const actor: Actor = { name, crashed: false, ended: false }
    actors.push(actor)
    trace.push(`${name} begins`)
    body(actor).finally(() => {
      actor.ended = true
      trace.push(`${name} ended`)
    })
    return actor
  }

  const crash = (actor: Actor): void => {
    actor.crashed = true
    parked = parked.filter(each => each.actor !== actor)
    trace.push(`${actor.name} crashes`)
  }

  /** Lets one of those who wait go on, or makes its step fail. */
  const step = (faultOf?: (label: string) => unknown): void => {
    const at = random.number(parked.length)
    const [chosen] = parked.splice(at, 1)
    if (!chosen) return
    const error = faultOf?.(chosen.label)
    trace.push(`${chosen.actor.name}: ${chosen.label}${error ? ` fails` : ''}`)
    if (error) chosen.fail(error)
    else chosen.go()
  }

  /** Goes on until nobody waits and chance has nothing left to do. */
  const run = async (options: {
    readonly deeds: Deed
    readonly faultOf?: (label: string) => unknown
    readonly check: () => void
    readonly most: number
  }): Promise<number> => {
    for (let steps = 0; ; steps += 1) {
      await settled()
      options.check()
      if (steps > options.most) throw new Error('It comes to no end.')
      if (options.deeds()) continue
      if (parked.length === 0) return steps
      step(options.faultOf)
    }
  }

  return {
    gate,
    spawn,
    crash,
    run,
    note: (line: string) => trace.push(line),
    /** Who is at work. */
    alive: () => actors.filter(({ crashed, ended }) => !crashed && !ended),
    trace,
  }
}

export type Scheduler = ReturnType<typeof scheduler>

/** Everything here waits for promises only: they have all had their turn before the next round of the event loop. */
const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
