/** What `doctor` found of one part: `detail` is a sentence for a person, `hint` what to do about it. */
export interface Finding {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'error'
  readonly detail: string
  readonly hint?: string | undefined
}
