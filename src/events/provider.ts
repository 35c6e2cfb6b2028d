import * as z from 'zod'

/** A provider gave no answer. `until` is when it may be asked again, where it is to be left alone that long. */
const providerFailed = z.object({
  type: z.literal('provider.failed'),
  data: z.object({ class: z.string(), reason: z.string(), until: z.iso.datetime().optional() }),
})

/** The time to leave it alone is over: one request finds out how it is. */
const providerProbed = z.object({ type: z.literal('provider.probed'), data: z.object({}) })

/** A provider that had failed answered again. */
const providerAnswered = z.object({ type: z.literal('provider.answered'), data: z.object({}) })

/** Everything that can happen to a provider of models. */
export const ProviderEvent = z.discriminatedUnion('type', [
  providerFailed,
  providerProbed,
  providerAnswered,
])
export type ProviderEvent = z.infer<typeof ProviderEvent>
