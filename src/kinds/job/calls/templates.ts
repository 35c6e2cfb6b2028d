import * as z from 'zod'
import { callRefused } from '../../../errors/job-runs.ts'
import { templateSources } from '../templates.ts'
import type { Calls, CallsWorld } from './call.ts'

/** `useTemplate()`: what is there to render. It is rendered in the job's own process. */
export const templateCalls = ({ templates, trust }: CallsWorld): Calls<'template.sources'> => ({
  'template.sources': {
    argument: z.strictObject({}),
    async answer() {
      if (!templates || !trust) throw callRefused('template.sources', 'there are no templates')
      return templateSources(templates, trust)
    },
  },
})
