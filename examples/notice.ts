// A kind of run in one file: a notice that is put up in a folder once somebody approved it, and taken down again.
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assign, setup } from 'xstate'
import * as z from 'zod'
import {
  applyDeferred,
  attemptFailed,
  defineKind,
  type Effect,
  GitDocError,
  retryRequested,
} from '../src/engine.ts'

// What can happen, in the past tense.

const NoticeEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('notice.requested'), data: z.object({ text: z.string() }) }),
  z.object({ type: z.literal('notice.planned'), data: z.object({ file: z.string() }) }),
  z.object({ type: z.literal('notice.skipped'), data: z.object({ detail: z.string() }) }),
  z.object({ type: z.literal('notice.approved'), data: z.object({ by: z.string() }) }),
  z.object({ type: z.literal('notice.posted'), data: z.object({}) }),
  z.object({ type: z.literal('notice.removed'), data: z.object({}) }),
  z.object({ type: z.literal('revert.requested'), data: z.object({}) }),
  applyDeferred,
  attemptFailed,
  retryRequested,
])
export type NoticeEvent = z.infer<typeof NoticeEvent>

// Where it leads: one chart, with a tag on each state, and the effect that a state asks for.

interface Notice {
  readonly text: string
  readonly file: string
  readonly reason?: { readonly code: string; readonly detail: string } | undefined
}

const chart = setup({
  types: {} as {
    context: Notice
    events: NoticeEvent
    tags: 'active' | 'waiting' | 'failed' | 'done'
  },
  actions: {
    remember: assign(({ event }) => ({ ...event.data, reason: undefined })),
    // A deferral and a skip say `detail`, a failure says `reason`.
    explain: assign(({ event: { data } }) => {
      const { code, reason, detail } = data as { code?: string; reason?: string; detail?: string }
      return { reason: { code: code ?? reason ?? 'skipped', detail: detail ?? reason ?? '' } }
    }),
  },
}).createMachine({
  id: 'notice',
  context: { text: '', file: '' },
  initial: 'new',
  states: {
    new: { on: { 'notice.requested': { target: 'pending', actions: 'remember' } } },
    pending: {
      tags: 'active',
      meta: { effect: 'plan' },
      on: {
        'notice.planned': { target: 'planned', actions: 'remember' },
        'notice.skipped': { target: 'skipped', actions: 'explain' },
        'attempt.failed': { target: 'failed', actions: 'explain' },
      },
    },
    planned: {
      initial: 'asking',
      on: { 'attempt.failed': { target: 'failed', actions: 'explain' } },
      states: {
        asking: {
          tags: 'active',
          meta: { effect: 'ask' },
          on: { 'apply.deferred': { target: 'waiting', actions: 'explain' } },
        },
        waiting: { tags: 'waiting', on: { 'notice.approved': '#notice.applying' } },
      },
    },
    applying: {
      tags: 'active',
      meta: { effect: 'post' },
      on: {
        'notice.posted': 'success',
        'attempt.failed': { target: 'failed', actions: 'explain' },
      },
    },
    success: { tags: 'done', on: { 'revert.requested': 'reverting' } },
    failed: { tags: 'failed', on: { 'retry.requested': 'pending' } },
    skipped: { tags: 'done' },
    reverting: {
      tags: 'active',
      meta: { effect: 'remove' },
      on: { 'notice.removed': 'reverted', 'attempt.failed': 'success' },
    },
    reverted: { tags: 'done' },
  },
})

// What is done about it. An effect may be cut off anywhere and is then run again, so each one leads to the same end.

export interface NoticeWorld {
  readonly signal: AbortSignal
  readonly folder: string
}

type NoticeEffect = Effect<Notice, NoticeEvent, NoticeWorld>

const textOf = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch(() => undefined)

const plan: NoticeEffect = async function* ({ text }, { folder }, run) {
  const file = `${run.slice(run.indexOf('/') + 1)}.txt`
  if ((await textOf(join(folder, file))) === text)
    yield { type: 'notice.skipped', data: { detail: 'It is up already.' } }
  else yield { type: 'notice.planned', data: { file } }
}

const ask: NoticeEffect = async function* () {
  yield {
    type: 'apply.deferred',
    data: { reason: 'approval', detail: 'Somebody has to approve it.' },
  }
}

const post: NoticeEffect = async function* ({ text, file }, { folder }) {
  const path = join(folder, file)
  try {
    await writeFile(`${path}.new`, text)
    await rename(`${path}.new`, path)
  } catch (cause) {
    throw new GitDocError('BOARD_MISSING', `${folder} cannot be written.`, {
      hint: 'Make the folder.',
      cause,
    })
  }
  yield { type: 'notice.posted', data: {} }
}

const remove: NoticeEffect = async function* ({ file }, { folder }) {
  await rm(join(folder, file), { force: true })
  yield { type: 'notice.removed', data: {} }
}

export const notice = defineKind({
  name: 'notice',
  event: NoticeEvent,
  machine: chart,
  effects: {
    plan: async () => plan,
    ask: async () => ask,
    post: async () => post,
    remove: async () => remove,
  },
  summary: ({ context: { text, file, reason } }) => ({ subject: text, outcome: file, reason }),
})
