import * as z from 'zod'
import { callRefused } from '../../../errors/job-runs.ts'
import type { ModelCall } from '../../../events/model-call.ts'
import { hash } from '../../../jobs/hash.ts'
import type { Asking, Calls, CallsWorld } from './call.ts'

/** `useModel()`: the configured provider, with its policy and its budget. No secret leaves the machine, and what left is on record. */
export const modelCalls = (
  { run, step, record }: Asking,
  { model: open, redact, signal }: CallsWorld,
): Calls<'model.complete'> => ({
  'model.complete': {
    argument: z.strictObject({ prompt: z.string().min(1), system: z.string().optional() }),
    async answer({ prompt, system = '' }) {
      if (!open || !redact || !signal)
        throw callRefused('model.complete', 'a hook that can refuse a commit asks no model')
      const model = open()
      if (!model) throw callRefused('model.complete', 'the configuration names no model')
      const sent = { system: await redact(system), user: await redact(prompt) }
      const calls: ModelCall[] = []
      const onRecord = (provider: string, name: string) =>
        record({
          type: 'step.asked',
          data: {
            step: step.id,
            provider,
            model: name,
            calls,
            prompt: hash(sent.system + sent.user),
          },
        })
      try {
        const {
          text,
          provider,
          model: name,
        } = await model.complete(
          { prompt: sent, run, answerLike: prompt },
          { signal, onCall: call => calls.push(call) },
        )
        await onRecord(provider, name)
        return { text, provider, model: name }
      } catch (error) {
        if (calls.length > 0) await onRecord(model.name, model.model)
        throw error
      }
    },
  },
})
