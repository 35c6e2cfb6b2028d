import { setup } from 'xstate'
import * as z from 'zod'
import {
  defineKind,
  type Effect,
  kindsOf,
  openLevelLog,
  runAll,
  status,
  viewsOf,
  type World,
} from '../src/engine.ts'

/** What can happen to a backup, in the past tense. */
const BackupEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('backup.requested'), data: z.object({}) }),
  z.object({ type: z.literal('backup.planned'), data: z.object({}) }),
  z.object({ type: z.literal('backup.made'), data: z.object({ bytes: z.int() }) }),
  z.object({ type: z.literal('attempt.failed'), data: z.object({ reason: z.string() }) }),
  z.object({ type: z.literal('retry.requested'), data: z.object({}) }),
])
type BackupEvent = z.infer<typeof BackupEvent>

/** Where it leads. Each state has a tag; a state that needs something done asks for an effect. */
const machine = setup({
  types: {} as { events: BackupEvent; tags: 'active' | 'failed' | 'done' },
}).createMachine({
  id: 'backup',
  initial: 'new',
  states: {
    new: { on: { 'backup.requested': 'pending' } },
    pending: {
      tags: 'active',
      meta: { effect: 'plan' },
      on: { 'backup.planned': 'applying', 'attempt.failed': 'failed' },
    },
    applying: {
      tags: 'active',
      meta: { effect: 'copy' },
      on: { 'backup.made': 'success', 'attempt.failed': 'failed' },
    },
    success: { tags: 'done' },
    failed: { tags: 'failed', on: { 'retry.requested': 'pending' } },
  },
})

/** An effect yields events. It may be cut off anywhere and is then run again. */
type BackupEffect = Effect<unknown, BackupEvent, World>

const plan: BackupEffect = async function* () {
  yield { type: 'backup.planned', data: {} }
}

const copy: BackupEffect = async function* () {
  yield { type: 'backup.made', data: { bytes: 1024 } }
}

const backup = defineKind({
  name: 'backup',
  event: BackupEvent,
  machine,
  effects: { plan: async () => plan, copy: async () => copy },
})

/** Opens a log in a folder, makes a backup, and returns what the status view says of it. */
export const makeBackup = async (folder: string) => {
  const log = await openLevelLog({ folder, projections: viewsOf(kindsOf([backup])) })
  try {
    await log.append('backup/monday', [{ event: { type: 'backup.requested', data: {} } }], 0)
    const begun = await log.row(status, 'backup/monday')
    const world = { signal: new AbortController().signal }
    for await (const { run, event } of runAll(begun ? [begun] : [], { kind: backup, log, world }))
      console.log(run, event.type)
    return await log.row(status, 'backup/monday')
  } finally {
    await log.close()
  }
}
