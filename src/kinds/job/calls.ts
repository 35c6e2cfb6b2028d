import type * as z from 'zod'
import { callInvalid, callRefused } from '../../errors/job-runs.ts'
import type { JobCallName } from '../../ports/job-calls.ts'
import type { Asking, Calls, CallsWorld } from './calls/call.ts'
import { gitCalls } from './calls/git.ts'
import { modelCalls } from './calls/model.ts'
import { noteCalls } from './calls/notes.ts'
import { templateCalls } from './calls/templates.ts'

/** Answers what a composable asks. */
export type AnswerCall = (name: string, argument: unknown) => Promise<unknown>

/** Answers the calls of one step, and keeps the facts that it adds. Errors with codes are the composable's to throw. */
export const answerCalls = (asking: Omit<Asking, 'add'>, world: CallsWorld) => {
  let facts: Readonly<Record<string, unknown>> = {}
  const whole: Asking = {
    ...asking,
    add: more => {
      facts = { ...facts, ...more }
    },
  }
  const calls: Calls = {
    ...gitCalls(whole, world),
    ...noteCalls(whole, world),
    ...modelCalls(whole, world),
    ...templateCalls(world),
  }
  const answer: AnswerCall = async (name, argument) => {
    const call = Object.hasOwn(calls, name) ? calls[name as JobCallName] : undefined
    if (!call) throw callRefused(name, 'this git-doc does not know it')
    const { success, data, error } = call.argument.safeParse(argument ?? {})
    if (!success) throw callInvalid(name, faultsIn(error), error)
    // The argument was checked by the schema of this very call.
    return (call.answer as (argument: unknown) => Promise<unknown>)(data)
  }
  return { answer, facts: () => facts }
}

const faultsIn = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${path.join('.') || 'the argument'}: ${message}`).join('; ')
