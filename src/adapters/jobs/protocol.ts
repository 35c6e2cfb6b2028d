import type { JobCall } from '../../ports/jobs.ts'
import type { TemplateSources, WantedTemplate } from '../../ports/templates.ts'

/**
 * What git-doc and a job's process say to each other, one JSON text a line. git-doc begins with `start`; the process asks
 * any number of times, and ends with one `Outcome`.
 */
export type ToJob =
  | { readonly start: Start }
  | { readonly answer: number; readonly value?: unknown; readonly error?: ToldError }

export type Start = JobStart | RenderStart

export interface JobStart {
  readonly verb: 'run' | 'undo' | 'define'
  /** The address of the compiled job. */
  readonly url: string
  readonly templates: TemplateSettings
  /** Of its environment, beside what it began with. */
  readonly variables: Readonly<Record<string, string>>
  readonly call?: Told | undefined
}

/** What a job gets to know of its call. */
export type Told = Pick<JobCall, 'run' | 'step' | 'commit' | 'files' | 'params' | 'hook'> & {
  readonly job: string
  readonly input: unknown
}

/** Renders templates, and runs no job. */
export interface RenderStart {
  readonly verb: 'render'
  readonly templates: TemplateSettings
  readonly order: {
    readonly sources: TemplateSources
    readonly wanted: readonly WantedTemplate[]
    readonly data: Readonly<Record<string, unknown>>
  }
}

export interface TemplateSettings {
  readonly autoescape: boolean
  /** Megabytes of compiled templates that are kept in memory. */
  readonly cacheMb: number
}

export interface ToldError {
  readonly code?: string | undefined
  readonly message: string
  readonly hint?: string | undefined
}

export interface Thrown extends ToldError {
  readonly name: string
  readonly stack: string
}

export type Outcome =
  /** What `run` or `undo` returned; null for nothing. */
  | { readonly returned: unknown }
  | { readonly unreadable: string }
  | { readonly threw: Thrown }
  /** The file could not be loaded. */
  | { readonly failedToLoad: Thrown }
  | { readonly refusedInput: string }
  | { readonly hung: true }
  | { readonly defined: unknown }
  | { readonly rendered: unknown }
  | { readonly invalid: readonly Fault[] }

/** Something wrong in a definition. */
export interface Fault {
  readonly key: string
  readonly what: string
  readonly hint?: string | undefined
}

export type FromJob =
  | { readonly ask: number; readonly name: string; readonly args: unknown }
  | { readonly outcome: Outcome }

/** The longest line that git-doc reads, in characters. */
export const longestLine = 32 * 2 ** 20

/** Whole lines of what arrives. RangeError for one that is too long. */
export const linesOf = async function* (
  chunks: AsyncIterable<Uint8Array>,
  longest = longestLine,
): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let parts: string[] = []
  let length = 0
  for await (const chunk of chunks) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n')
    parts.push(first)
    length += first.length
    if (length > longest) throw new RangeError('A line is too long.')
    for (const text of others) {
      yield parts.join('')
      parts = [text]
      length = text.length
    }
  }
}
