import { openTemplatesAt } from '../../app/templates.ts'
import type { GlobalOptions, Terminal } from '../terminal.ts'
import { untilSignal } from '../until-signal.ts'

/** The options of all `template` commands. */
export interface TemplateOptions extends GlobalOptions {
  readonly data?: string | readonly string[]
  readonly dataJson?: string
  readonly dryRun?: boolean
  readonly force?: boolean
}

export type TemplatesHere = Awaited<ReturnType<typeof openTemplatesAt>>

/** Opens the templates of the repository for one command, which Ctrl+C ends. */
export const withTemplates = (
  terminal: Terminal,
  work: (here: TemplatesHere) => Promise<number>,
): Promise<number> =>
  untilSignal(terminal.io, async signal => {
    const here = await openTemplatesAt(terminal.place, signal)
    try {
      return await work(here)
    } finally {
      await here.close()
    }
  })
