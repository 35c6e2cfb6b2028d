/** What a step prints, while it runs, for a reader in another process. It is gone when the step is over: then its record has it. */
export interface LiveOutput {
  /** Costs nothing but memory, and little of that. What goes wrong shows nothing and stops nothing. */
  take(text: string): void
  /** The step is over. Whoever reads along sees the rest. */
  end(): Promise<void>
}

/** Opens the output of a step of a run, from its beginning. */
export type OpenLiveOutput = (run: string, step: string) => LiveOutput
