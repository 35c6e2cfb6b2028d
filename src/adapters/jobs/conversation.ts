import * as z from 'zod/mini'
import { type GitDocError, isGitDocError } from '../../errors/error.ts'
import type { ProcessChannel } from '../../ports/processes.ts'
import { type FromJob, linesOf, type Outcome, type Start, type ToJob } from './protocol.ts'

/** How many questions of a job are answered at a time; further ones wait in its process. */
const most = 32

const Told = z.object({
  code: z.optional(z.string()),
  message: z.string(),
  hint: z.optional(z.string()),
})
const Thrown = z.extend(Told, { name: z.string(), stack: z.string() })
const Fault = z.object({ key: z.string(), what: z.string(), hint: z.optional(z.string()) })
const Message = z.union([
  z.object({ ask: z.number(), name: z.string(), args: z.unknown() }),
  z.object({
    outcome: z.union([
      z.strictObject({ returned: z.unknown() }),
      z.strictObject({ unreadable: z.string() }),
      z.strictObject({ threw: Thrown }),
      z.strictObject({ failedToLoad: Thrown }),
      z.strictObject({ refusedInput: z.string() }),
      z.strictObject({ hung: z.literal(true) }),
      z.strictObject({ defined: z.unknown() }),
      z.strictObject({ rendered: z.unknown() }),
      z.strictObject({ invalid: z.array(Fault) }),
    ]),
  }),
])

/** What came of talking with a job's process. Nothing it sends is believed unread. */
export interface Conversation {
  readonly outcome: Outcome | undefined
  /** What it sent that no job of ours sends. */
  readonly misuse: string | undefined
  /** Tells the process its job, as soon as it listens. */
  begin(start: Start, answer: Answer): void
  /** For the runner of processes. */
  talk(channel: ProcessChannel): Promise<void>
}

/** Answers a question of the job. The signal aborts when its process is gone. */
export type Answer = (name: string, args: unknown, signal: AbortSignal) => Promise<unknown>

/** `onStop` is called when nobody talks with the process any more, so that it must end. */
export const conversation = (onStop: () => void): Conversation => {
  let outcome: Outcome | undefined
  let misuse: string | undefined
  /** Of ours, while answering. */
  let mistake: { readonly error: unknown } | undefined
  let answer: Answer | undefined
  let open = (_: ProcessChannel) => {}
  const opened = new Promise<ProcessChannel>(resolve => {
    open = resolve
  })
  const refuse = (what: string) => {
    misuse ??= what
    onStop()
  }
  const gone = new AbortController()
  const pending = new Set<Promise<void>>()

  const hear = async (channel: ProcessChannel): Promise<void> => {
    for await (const line of linesOf(channel)) {
      const message = messageIn(line)
      if (!message || !answer) return refuse('it wrote a line there that is not a message')
      if ('outcome' in message) outcome ??= message.outcome as Outcome
      else await take(channel, message, answer)
    }
  }
  const take = async (
    channel: ProcessChannel,
    { ask, name, args }: Question,
    give: Answer,
  ): Promise<void> => {
    const answering = answered(give(name, args, gone.signal))
      .then(found => send(channel, { answer: ask, ...found }))
      .catch(error => {
        mistake ??= { error }
        onStop()
      })
      .finally(() => pending.delete(answering))
    pending.add(answering)
    if (pending.size >= most) await Promise.race(pending)
  }
  return {
    get outcome() {
      return outcome
    },
    get misuse() {
      return misuse
    },
    begin(start, give) {
      answer = give
      opened.then(channel => send(channel, { start }))
    },
    async talk(channel) {
      open(channel)
      try {
        await hear(channel)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        refuse('it wrote a line there that is too long')
      } finally {
        gone.abort()
        // What it asked for is done, or refused, before its run is over.
        await Promise.all(pending)
      }
      if (mistake) throw mistake.error
    },
  }
}

type Question = Extract<FromJob, { readonly ask: number }>

const send = (channel: ProcessChannel, message: ToJob): Promise<void> =>
  channel.send(`${JSON.stringify(message)}\n`)

/** An error of ours that has no code is not the job's to handle: it ends the run. */
const answered = async (
  answer: Promise<unknown>,
): Promise<
  { readonly value: unknown } | { readonly error: Pick<GitDocError, 'code' | 'message' | 'hint'> }
> => {
  try {
    return { value: (await answer) ?? null }
  } catch (error) {
    if (!isGitDocError(error)) throw error
    const { code, message, hint } = error
    return { error: { code, message, hint } }
  }
}

const messageIn = (line: string): FromJob | undefined => {
  try {
    return Message.parse(JSON.parse(line)) as FromJob
  } catch {
    return undefined
  }
}
