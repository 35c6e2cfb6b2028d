/**
 * What `doctor` found about one part. `code` is stable and says what is wrong (`OK` if nothing); `detail` is a sentence
 * for a person; `hint` says what to do. `repair` says what `doctor --repair` does, if anything: rebuild the log, record
 * what Git knows and the log does not, or remove files.
 */
export interface Finding {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'error'
  readonly code: string
  readonly detail: string
  readonly hint?: string | undefined
  readonly repair?: 'rebuild' | 'record' | 'remove' | undefined
}

/** A finding that says a part is in order. */
export const sound = (name: string, detail: string): Finding => ({
  name,
  state: 'ok',
  code: 'OK',
  detail,
})
