import { createHash, timingSafeEqual } from 'node:crypto'
import { verify } from '@octokit/webhooks-methods'
import type { DeliveryHeaders } from './head.ts'

/** The secrets that a delivery proves to know, each compared in constant time, over the bytes as they came. */
export const provenSecrets = async (
  { forge, proof }: Pick<DeliveryHeaders, 'forge' | 'proof'>,
  body: Uint8Array,
  secrets: readonly string[],
): Promise<readonly string[]> => {
  if (forge === 'gitlab') return secrets.filter(secret => isSame(secret, proof))
  const text = textOf(body)
  if (!text || !/^sha256=[0-9a-f]{64}$/.test(proof)) return []
  const proven: string[] = []
  for (const secret of secrets) if (await verify(secret, text, proof)) proven.push(secret)
  return proven
}

/** Texts of any length are compared as hashes, so that not even their length can be told from the time. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** The bytes as text; undefined if that would not be the same bytes again. */
const textOf = (body: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return undefined
  }
}
