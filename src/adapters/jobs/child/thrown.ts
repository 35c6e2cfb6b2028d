import type { Thrown } from '../protocol.ts'

/** What a job threw, which may be anything. */
export const thrown = (error: unknown): Thrown => {
  try {
    if (!(error instanceof Error))
      return { name: '', message: typeof error === 'string' ? error : shown(error), stack: '' }
    const { name, message, stack, code, hint } = error as Error & { code?: unknown; hint?: unknown }
    return {
      name: String(name),
      message: String(message),
      stack: String(stack ?? ''),
      ...(typeof code === 'string' && { code }),
      ...(typeof hint === 'string' && { hint }),
    }
  } catch {
    return { name: '', message: 'something that cannot be shown', stack: '' }
  }
}

const shown = (value: unknown): string => JSON.stringify(value) ?? String(value)
