/** A table of `[tools]`: a program that the work in this repository needs, and how to find out which version is there. */
export interface ToolSettings {
  /** What prints the version: a program and its arguments, or a text that is split into words. */
  readonly command: string | readonly string[]
  /** A range of versions, as semver has it; any version if left out. */
  readonly version?: string | undefined
  /** What a person can do who does not have it. */
  readonly install?: string | undefined
  /** How long the command may take, in milliseconds. */
  readonly timeout: number
}
