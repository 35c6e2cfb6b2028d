/** A copy of a file in the form that Git stores; null where there is none. */
export type Copy = StoredCopy | null

export interface StoredCopy {
  readonly bytes: Buffer
  /** As in a tree; undefined where the system does not keep it. */
  readonly mode?: string | undefined
  /** The id of the bytes, where they are stored already. */
  readonly blob?: string | undefined
}

/** What a commit makes of any copy of a file. */
export interface Change {
  readonly file: string
  /** Whether it is about the whole file. */
  readonly whole: boolean
  /** Whether the mode of a file in the working tree counts. */
  readonly modes: boolean
  /** The copy with the change in it; undefined where the copy is the person's own and cannot take it. */
  next(copy: Copy): Copy | undefined
}

/** New sections in a document; a copy that is not there stays away. */
export const documentChange = (
  file: string,
  committed: { readonly before: Buffer; readonly after: StoredCopy } | undefined,
  rewrite: (copy: Uint8Array) => { readonly bytes: Uint8Array } | undefined,
): Change => ({
  file,
  whole: false,
  modes: false,
  next(copy) {
    if (!copy) return copy
    const { bytes, mode } = copy
    if (committed?.before.equals(bytes)) return { ...committed.after, mode }
    if (committed && sameText(committed.after.bytes, bytes)) return copy
    const rewritten = rewrite(bytes)
    return rewritten && { bytes: Buffer.from(rewritten.bytes), mode }
  },
})

/** A file that is written or removed whole. */
export const fileChange = (file: string, before: Copy, after: Copy, modes: boolean): Change => ({
  file,
  whole: true,
  modes,
  next: copy => (isSame(copy, before) || isSame(copy, after) ? after : undefined),
})

/** Whether two copies are the same to Git. */
export const isSame = (one: Copy, other: Copy): boolean =>
  one && other
    ? one.bytes.equals(other.bytes) &&
      (one.mode === undefined || other.mode === undefined || one.mode === other.mode)
    : one === other

/** Whether two copies differ at most in their line endings. */
const sameText = (one: Buffer, other: Buffer): boolean => withLf(one) === withLf(other)

const withLf = (bytes: Buffer): string => bytes.toString('latin1').replaceAll('\r\n', '\n')
