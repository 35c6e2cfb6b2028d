import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

const encoder = new TextEncoder()

/** The SHA-256 of a text's UTF-8 bytes or of bytes, in lower-case hexadecimal. */
export const hash = (content: string | Uint8Array): string =>
  bytesToHex(sha256(typeof content === 'string' ? encoder.encode(content) : content))
