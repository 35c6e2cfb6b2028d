import { logDamaged, logFormatUnknown } from '../../errors/log.ts'
import type { Tip } from '../log/append.ts'
import { genesis } from '../log/chain.ts'
import { batch, type Database } from './database.ts'
import { chainAt, pages } from './entries.ts'
import { formatKey, headKey, put } from './keys.ts'

/** The version of the database layout. */
const format = '1'

/** How many of the last events to verify at each opening; the others are verified when they are read. */
const tail = 256

/** The tip of a database that was just opened. It initializes a new database and checks an existing one (SPEC A9). */
export const openingTip = async (db: Database, anchor: Tip | undefined): Promise<Tip> => {
  const [found, head] = (await db.getMany([formatKey, headKey])) as (string | undefined)[]
  if (found === undefined) return await madeReady(db, anchor)
  if (found !== format) throw logFormatUnknown(found)
  const tip = parsedHead(head)
  await assertReaches(db, tip, anchor)
  for await (const page of pages(db, Math.max(0, tip.position - tail), tip)) {
    const last = page.at(-1)?.position ?? 0
    if (last > tip.position)
      throw logDamaged(headKey, `it says ${tip.position}, but the last event is ${last}`)
  }
  return tip
}

const madeReady = async (db: Database, anchor: Tip | undefined): Promise<Tip> => {
  const empty: Tip = { position: 0, chain: genesis }
  if (anchor?.position) throw lost(empty, anchor)
  if ((await db.keys({ limit: 1 }).all()).length > 0) throw logDamaged(formatKey, 'it is missing')
  const first = [put(formatKey, format), put(headKey, JSON.stringify(empty))]
  await batch(db, first, { sync: true })
  return empty
}

const parsedHead = (text: string | undefined): Tip => {
  try {
    const { position, chain } = JSON.parse(text ?? '') as Tip
    if (Number.isSafeInteger(position) && typeof chain === 'string') return { position, chain }
  } catch {}
  throw logDamaged(headKey, text === undefined ? 'it is missing' : 'it is unreadable')
}

const assertReaches = async (db: Database, tip: Tip, anchor: Tip | undefined): Promise<void> => {
  if (!anchor) return
  if (anchor.position > tip.position) throw lost(tip, anchor)
  if ((await chainAt(db, anchor.position)) !== anchor.chain) {
    throw logDamaged(`position ${anchor.position}`, 'the event there is not the anchored one')
  }
}

const lost = (tip: Tip, anchor: Tip) =>
  logDamaged(
    `position ${tip.position + 1}`,
    `the log ends at ${tip.position}, but ${anchor.position} events were written: the last ${anchor.position - tip.position} are lost`,
  )
