/** Where the adapters of `Repository` differ; what is not here is the same for all. */
export interface RepositorySupports {
  /** Renames are found though the file was edited on the way. */
  readonly editedRenames: boolean
  /** Hunks are Git's own and name the definition around them; else the same texts, perhaps told by other lines. */
  readonly headings: boolean
  /** A merge is compared with the automatic one; else its changes are the files unlike those of every parent. */
  readonly automaticMerges: boolean
  /** `.gitattributes` decide what is binary. */
  readonly attributes: boolean
  /** Every revision that Git knows (`HEAD@{1}`, `:/text`); else names, ids, `~` and `^`. */
  readonly allRevisions: boolean
  /** Linked worktrees, submodules, SHA-256, partial clones, alternates and replaced objects; else UNSUPPORTED_REPOSITORY. */
  readonly allRepositories: boolean
}
