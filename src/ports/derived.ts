/**
 * What follows from commits and blobs alone, kept between runs so that it is worked out once. Anything may be missing at any
 * time; what is there was kept under that name by this version of the program, whole.
 */
export interface Derived {
  /** The value kept under a name, undefined if there is none. */
  read(name: string): Promise<unknown>
  /** Says how to get the value to keep under a name when the work is done: undefined if nothing of it is new. */
  atEnd(name: string, value: () => unknown): void
}
