/** Where one working tree and its Git directories are, as absolute paths. */
export interface Place {
  readonly root: string
  readonly gitDirectory: string
  readonly commonDirectory: string
}
