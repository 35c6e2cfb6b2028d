import * as z from 'zod'
import { ModelCall } from './model-call.ts'

/** A provider did not answer. `until` is when git-doc may call it again, if not at once. */
const providerFailed = z.object({
  type: z.literal('provider.failed'),
  data: z.object({ class: z.string(), reason: z.string(), until: z.iso.datetime().optional() }),
})

/** The wait is over. One request tests whether the provider answers. */
const providerProbed = z.object({ type: z.literal('provider.probed'), data: z.object({}) })

/** A provider that had failed answered again. */
const providerAnswered = z.object({ type: z.literal('provider.answered'), data: z.object({}) })

/** A person had git-doc ask whether the provider answers. */
const providerTested = z.object({
  type: z.literal('provider.tested'),
  data: z.object({ calls: z.array(ModelCall) }),
})

/** The events of a model provider. */
export const ProviderEvent = z.discriminatedUnion('type', [
  providerFailed,
  providerProbed,
  providerAnswered,
  providerTested,
])
export type ProviderEvent = z.infer<typeof ProviderEvent>
