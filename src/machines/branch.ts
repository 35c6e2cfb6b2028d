import { assign, setup } from 'xstate'
import type { BranchEvent } from '../events/branch.ts'

/** A branch and the last commit up to which git-doc has noticed every commit. */
export interface Branch {
  readonly seen: string | undefined
}

/** A branch that git-doc follows. It asks for no effect; it only records how far git-doc has read. */
export const branch = setup({
  types: {} as { context: Branch; events: BranchEvent; meta: { effect: never } },
  actions: { see: assign({ seen: ({ event }) => event.data.commit }) },
}).createMachine({
  id: 'branch',
  context: { seen: undefined },
  initial: 'followed',
  states: {
    followed: {
      on: { 'branch.baselined': { actions: 'see' }, 'branch.reconciled': { actions: 'see' } },
    },
  },
})
