import type { AnswerPiece, Request, RequestStore, StoreChange } from '../../src/ports/requests.ts'
import type { Actor, Scheduler } from './scheduler.ts'

/** Requests and answers in memory that several actors share; each of them waits its turn before everything it does. */
export const sharedStore = (gate: Scheduler['gate']) => {
  const requests = new Map<string, Request>()
  const answers = new Map<string, { readonly pieces: AnswerPiece[] }>()
  const watchers = new Map<Actor, (change: StoreChange) => void>()

  const tell = (change: StoreChange): void => {
    for (const [actor, changed] of watchers) if (!actor.crashed) changed(change)
  }

  const storeOf = (actor: Actor): RequestStore => {
    const at = (label: string) => gate(actor, label)
    return {
      async leave(request) {
        await at('leave')
        requests.set(request.id, request)
        tell({ type: 'request', waiting: request })
      },
      async waiting() {
        await at('look')
        return [...requests.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
      },
      async read({ id }) {
        await at('read')
        return requests.get(id)
      },
      async drop({ id, lane }) {
        await at('drop')
        const was = requests.delete(id)
        if (was) tell({ type: 'request', waiting: { id, lane } })
        return was
      },
      async cancel(id) {
        await at('cancel')
        tell({ type: 'cancel', id })
      },
      async dropCancel() {},
      async openAnswer(id) {
        await at('open answer')
        const answer = { pieces: [] as AnswerPiece[] }
        answers.set(id, answer)
        const added: AnswerPiece[] = []
        return {
          add: piece => added.push(piece),
          async close() {
            await at('write answer')
            answer.pieces.push(...added)
          },
        }
      },
      readAnswer(id) {
        let seen: { readonly pieces: readonly AnswerPiece[] } | undefined
        let count = 0
        return {
          async read() {
            await at('read answer')
            const answer = answers.get(id)
            const again = seen !== undefined && answer !== undefined && answer !== seen
            if (again) count = 0
            seen = answer ?? seen
            const pieces = answer?.pieces.slice(count) ?? []
            count += pieces.length
            return { pieces, again }
          },
          async close() {},
        }
      },
      async dropAnswer(id) {
        await at('drop answer')
        answers.delete(id)
      },
      async dropAbandoned() {},
      async watch(changed) {
        watchers.set(actor, changed)
        return { close: () => watchers.delete(actor) }
      },
    }
  }

  return { requests, watchers, storeOf }
}
