import { hash } from 'node:crypto'
import { logDamaged } from '../../errors/log.ts'
import type { Recorded } from '../../events/recorded.ts'

/** The tip hash of an empty log. */
export const genesis = '0'.repeat(64)

/** JSON with sorted keys, so that equal facts are equal bytes no matter who wrote them. It omits what JSON omits. */
export const canonical = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const facts = value as Readonly<Record<string, unknown>>
  const members: string[] = []
  for (const name of Object.keys(facts).sort()) {
    if (facts[name] === undefined) continue
    members.push(`${JSON.stringify(name)}:${canonical(facts[name])}`)
  }
  return `{${members.join(',')}}`
}

/** One event as a store keeps it: `{"chain":"<SHA-256>","event":<canonical JSON>}`. */
export interface Entry {
  readonly chain: string
  readonly text: string
  /** The event as it will be read back from JSON, without what JSON omits. */
  readonly recorded: Recorded
}

const opening = '{"chain":"'
const between = '","event":'
const eventStart = opening.length + genesis.length + between.length

/** Chains an event to the previous one: its hash covers the previous hash and its own JSON. */
export const entryAfter = (previous: string, recorded: Recorded): Entry => {
  const json = canonical(recorded)
  const chain = hash('sha256', previous + json)
  return {
    chain,
    text: `${opening}${chain}${between}${json}}`,
    recorded: JSON.parse(json) as Recorded,
  }
}

/** The hash that a stored entry claims to have; undefined if the text is not an entry. */
export const chainOf = (text: string): string | undefined => {
  const chain = text.slice(opening.length, opening.length + genesis.length)
  return text.startsWith(opening) && /^[0-9a-f]{64}$/.test(chain) ? chain : undefined
}

/** The event of an entry that was already verified. */
export const eventIn = (text: string): Recorded =>
  JSON.parse(text.slice(eventStart, -1)) as Recorded

/**
 * The recorded event of a stored entry. Throws LOG_DAMAGED if the entry is not, byte for byte, what was written after
 * `previous`.
 */
export const verified = (text: string, previous: string, position: number): Recorded => {
  const json = text.slice(eventStart, -1)
  const chain = hash('sha256', previous + json)
  if (text !== `${opening}${chain}${between}${json}}`) {
    throw logDamaged(
      `position ${position}`,
      'the event there is not the one that was written, or the one before it is not',
    )
  }
  const recorded = parsed(json, position)
  if (recorded.position !== position) {
    throw logDamaged(`position ${position}`, `it holds the event of position ${recorded.position}`)
  }
  return recorded
}

/** The hash proves that the bytes are what was written. This cheap check proves that they are an event. */
const parsed = (json: string, position: number): Recorded => {
  const value = JSON.parse(json) as Partial<Recorded> | null
  const { event, run, version, at } = value ?? {}
  const whole =
    typeof run === 'string' &&
    typeof at === 'string' &&
    Number.isSafeInteger(version) &&
    typeof event?.type === 'string' &&
    typeof event.data === 'object'
  if (!whole) throw logDamaged(`position ${position}`, 'the value is not an event')
  return value as Recorded
}
