import * as z from 'zod'
import { callInvalid } from '../../../errors/job-runs.ts'
import type { Asking, Calls, CallsWorld } from './call.ts'

/** `useNotes()` and `useReceipt()`. */
export const noteCalls = (
  { request, add }: Asking,
  { git, receipts }: CallsWorld,
): Calls<'notes.read' | 'notes.add' | 'receipt.list' | 'receipt.add'> => {
  const commit = z.string().min(1).optional()
  const ref = z.string().min(1).optional()
  const here = (named: string | undefined): string => named ?? request.commit ?? 'HEAD'
  return {
    'notes.read': {
      argument: z.strictObject({ commit, ref }),
      answer: async ({ commit: named, ref: under }) =>
        (await git.note(notesRef(under), here(named))) ?? null,
    },
    'notes.add': {
      argument: z.strictObject({ text: z.string().trim().min(1, 'needs a text'), commit, ref }),
      async answer({ text, commit: named, ref: under }) {
        await git.addNote(notesRef(under), here(named), text)
        return null
      },
    },
    'receipt.list': {
      argument: z.strictObject({ commit, job: z.string().optional() }),
      answer: async ({ commit: named, job }) => (await receipts?.(here(named), job)) ?? [],
    },
    'receipt.add': {
      argument: z.record(z.string(), z.unknown()),
      async answer(facts) {
        add(facts)
        return null
      },
    },
  }
}

/** Notes of git-doc's own are not a job's to write. */
const notesRef = (ref = 'refs/notes/commits'): string => {
  const full = ref.startsWith('refs/notes/') ? ref : `refs/notes/${ref}`
  if (full.startsWith('refs/notes/git-doc/'))
    throw callInvalid('notes.add', `${full} belongs to git-doc; use useReceipt`)
  return full
}
