/** What a role may be needed for. */
export const releaseVerbs = ['draft', 'commit', 'stage', 'approve', 'activate', 'rollback'] as const
export type ReleaseVerb = (typeof releaseVerbs)[number]

/** What `[releases]` says of where packages lie and what they must keep; what is left out is as `defaultLayout` has it. */
export interface LayoutSettings {
  readonly root?: string
  readonly folder?: string
  /** Empty where packages have no manifest. */
  readonly manifest?: string
  readonly pointer?: string
  readonly schemas?: readonly string[]
  readonly prompts?: readonly string[]
  readonly outputPrompts?: readonly string[]
  readonly schemaPlaceholders?: readonly string[]
  readonly requiredDepth?: number
  readonly urns?: Readonly<Record<string, string>>
  readonly fields?: Readonly<Record<string, string>>
  readonly references?: readonly {
    readonly key: string
    readonly repeat?: string | undefined
    readonly as: 'pointer' | 'path'
  }[]
  readonly authority?: readonly {
    readonly levels?: readonly string[] | undefined
    readonly modes?: readonly string[] | undefined
    readonly artifact?: string | undefined
    readonly fragments?: readonly string[] | undefined
    readonly field?: string | undefined
  }[]
  readonly guardrails?: {
    readonly forbiddenModes?: readonly string[]
    readonly secrets?: boolean
    readonly patterns?: readonly {
      readonly name: string
      readonly pattern: string
      readonly ignoreCase?: boolean | undefined
      readonly files?: readonly string[] | undefined
    }[]
  }
}

/** Who is told of a new pointer, and how patiently. Times are in milliseconds. */
export interface SyncSettings {
  readonly command: string | readonly string[] | undefined
  readonly shell: boolean
  readonly url: string | undefined
  /** The name of the environment variable with the secret for signatures. */
  readonly secretEnv: string | undefined
  readonly timeout: number
  /** How often it is tried again, and how long to wait before: twice as long each time. */
  readonly retries: number
  readonly backoff: number
}

/** `[releases]` of the configuration. */
export interface ReleaseSettings {
  readonly layout: LayoutSettings
  /** How many people must approve a release before it may be activated. */
  readonly approvals: number
  /** Names of roles, or addresses, that a verb needs; a verb without an entry is open to everybody. */
  readonly roles: Readonly<Partial<Record<ReleaseVerb, readonly string[]>>>
  readonly sync: SyncSettings
}
