import type { JobCalls } from '../../ports/job-calls.ts'
import type { JobContext } from './child/context.ts'
import { sessionOf } from './child/session.ts'

type Argument<Name extends keyof JobCalls> = JobCalls[Name]['argument']
type Answer<Name extends keyof JobCalls> = Promise<JobCalls[Name]['answer']>

/** Git, through the process that runs the job. GIT_FAILED and other codes of git-doc. */
export const useGit = () => {
  const { ask } = sessionOf('useGit')
  return {
    diff,
    log: (options: Argument<'git.log'> = {}): Answer<'git.log'> => ask('git.log', options),
    /** The tags in the history of the job's commit, or of `to`; newest first. */
    tags: (options: Argument<'git.tags'> = {}): Answer<'git.tags'> => ask('git.tags', options),
    /** The text of a file; null if the commit does not have it. */
    show: (path: string, commit?: string): Answer<'git.show'> =>
      ask('git.show', { path, ...(commit !== undefined && { commit }) }),
    files: (options: Argument<'git.files'> = {}): Answer<'git.files'> => ask('git.files', options),
    config: (key: string): Answer<'git.config'> => ask('git.config', { key }),
    commit: (options: Argument<'git.commit'>): Answer<'git.commit'> => ask('git.commit', options),
    tag: (options: Argument<'git.tag'>): Answer<'git.tag'> => ask('git.tag', options),
    notes: notes(),
  }

  /** The changed paths with `nameOnly`, else a patch. */
  function diff(options: Argument<'git.diff'> & { readonly nameOnly: true }): Promise<string[]>
  function diff(options?: Argument<'git.diff'> & { readonly nameOnly?: false }): Promise<string>
  function diff(options: Argument<'git.diff'> = {}): Promise<unknown> {
    return ask('git.diff', options)
  }
}

const notes = () => {
  const { ask } = sessionOf('useNotes')
  return {
    read: (options: Argument<'notes.read'> = {}): Answer<'notes.read'> =>
      ask('notes.read', options),
    async add(text: string, options: Omit<Argument<'notes.add'>, 'text'> = {}): Promise<void> {
      await ask('notes.add', { ...options, text })
    },
  }
}

/** Git's notes on a commit: the job's, unless another is named. */
export const useNotes = notes

/** Receipts on commits, and facts for the receipt of this run. */
export const useReceipt = () => {
  const { ask } = sessionOf('useReceipt')
  return {
    list: (options: Argument<'receipt.list'> = {}): Answer<'receipt.list'> =>
      ask('receipt.list', options),
    async add(facts: Argument<'receipt.add'>): Promise<void> {
      await ask('receipt.add', facts)
    },
  }
}

/** The configured model. BUDGET_REACHED and the codes of its provider. */
export const useModel = () => {
  const { ask } = sessionOf('useModel')
  return {
    complete: (prompt: string | Argument<'model.complete'>): Answer<'model.complete'> =>
      ask('model.complete', typeof prompt === 'string' ? { prompt } : prompt),
  }
}

/** Which changed files led to this step, and the parameters that its pattern found in them. */
export const useRouting = () => {
  const { files, params } = sessionOf('useRouting').context
  return { files, params }
}
export { useRouting as useUnrouting }

/** What `run` was given. */
export const useContext = (): JobContext => sessionOf('useContext').context
export { useContext as useGitVan }

/** Nunjucks, over the templates in `[templates] dirs` and in packs. TEMPLATE_INVALID, NOT_ALLOWED. */
export const useTemplate = () => {
  const { ask, templates } = sessionOf('useTemplate')
  const load = async () => {
    const { openTemplates } = await import('./child/templates.ts')
    return openTemplates(await ask('template.sources', {}), templates)
  }
  let loaded: ReturnType<typeof load> | undefined
  const engine = () => {
    loaded ??= load()
    return loaded
  }
  return {
    /** A template's text with this data in it, without its front matter; its name is its path in a folder of templates. */
    render: async (file: string, data: object = {}): Promise<string> =>
      await (await engine()).render(file, data),
    /** The same for a text that is a template itself. */
    renderText: async (text: string, data: object = {}): Promise<string> =>
      await (await engine()).renderText(text, data),
  }
}
