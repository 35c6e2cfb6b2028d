import type { Inbox, Note } from '../../src/ports/hooks.ts'

/** An inbox that keeps its notes until they are dropped; `refuse` makes dropping fail, as a kill just before it would. */
export const memoryInbox = () => {
  let notes: readonly Note[] = []
  let refused = false
  const inbox: Inbox = {
    read: async () => notes,
    async drop(dropped) {
      if (refused) throw new Error('killed before the notes were dropped')
      notes = notes.filter(note => !dropped.includes(note))
    },
    readReports: async () => [],
    async dropReports() {},
  }
  const add = (note: Partial<Note>) => {
    const empty: Note = {
      file: `note-${notes.length}`,
      hook: 'post-commit',
      ref: undefined,
      commit: undefined,
      rewrites: [],
    }
    notes = [...notes, { ...empty, ...note }]
  }
  return {
    inbox,
    add,
    /** What post-rewrite says: pairs of an old commit and its successor. */
    rewrote: (...pairs: readonly (readonly [from: string, to: string])[]) =>
      add({ hook: 'post-rewrite', rewrites: pairs.map(([from, to]) => ({ from, to })) }),
    refuse: (yes: boolean) => {
      refused = yes
    },
    left: () => notes.length,
  }
}
