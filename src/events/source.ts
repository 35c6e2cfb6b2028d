import * as z from 'zod'
import { Version } from './upstream.ts'

/** The forges whose deliveries are understood. */
export const forges = ['github', 'gitlab', 'gitea', 'forgejo'] as const

/** What a delivery says, as far as git-doc needs it. */
export const Delivery = z.object({
  forge: z.enum(forges),
  /** The forge's own id. */
  id: z.string().min(1),
  /** The forge's own name of it, such as `push`. */
  event: z.string(),
  /** The repository's addresses. */
  repositories: z.array(z.string()),
  ref: z.string().optional(),
  commit: z.string().optional(),
  release: z.object({ tag: z.string(), prerelease: z.boolean() }).optional(),
})
export type Delivery = z.infer<typeof Delivery>

/** A forge said that something happened. `ignored` says why that starts nothing. */
const deliveryReceived = z.object({
  type: z.literal('delivery.received'),
  data: Delivery.omit({ repositories: true }).extend({
    repository: z.string().optional(),
    ignored: z.string().optional(),
  }),
})

/**
 * What a remote had. `deliveries` is how many had been received when it was asked: what came afterwards needs another look. `others` are
 * tags that are no versions.
 */
const sourceChecked = z.object({
  type: z.literal('source.checked'),
  data: z.object({
    remote: z.string(),
    deliveries: z.int().min(0),
    versions: z.int().min(0),
    latest: Version.optional(),
    /** What was installed, where no update of git-doc's did it. */
    current: Version.optional(),
    others: z.object({ count: z.int().min(0), some: z.array(z.string()) }),
  }),
})

/** No remote could be asked. */
const sourceUnreachable = z.object({
  type: z.literal('source.unreachable'),
  data: z.object({ deliveries: z.int().min(0), code: z.string(), reason: z.string() }),
})

/** A person chose the version to stay at; null ends that. */
const sourcePinned = z.object({
  type: z.literal('source.pinned'),
  data: z.object({ version: z.string().min(1).nullable() }),
})

/** The events of a source: what was heard of it, and what was seen of it. */
export const SourceEvent = z.discriminatedUnion('type', [
  deliveryReceived,
  sourceChecked,
  sourceUnreachable,
  sourcePinned,
])
export type SourceEvent = z.infer<typeof SourceEvent>
