/**
 * Keeps results that depend only on commits and blobs between runs, so that they are computed once. Any value may be
 * missing at any time.
 * A value that is present is complete, and this version of the program stored it under that name.
 */
export interface Derived {
  /** The value stored under a name; undefined if there is none. */
  read(name: string): Promise<unknown>
  /** Registers how to get the value to store under a name at the end of the work; it returns undefined if nothing changed. */
  atEnd(name: string, value: () => unknown): void
  /** Removes at the end of the work what an earlier version of the program stored under a name. */
  forget(name: string): void
}
