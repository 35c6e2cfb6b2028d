import type { LayoutSettings } from '../ports/release-settings.ts'
import { defaultLayout, type Layout, layoutOf } from './layout.ts'

/** The layout that a configuration describes: what it leaves out is as usual, also within its tables. */
export const layoutFrom = ({
  manifest,
  fields,
  guardrails,
  ...settings
}: LayoutSettings): Layout => ({
  ...layoutOf(settings),
  ...(manifest !== undefined && { manifest: manifest === '' ? undefined : manifest }),
  fields: { ...defaultLayout.fields, ...fields },
  guardrails: { ...defaultLayout.guardrails, ...guardrails },
})
