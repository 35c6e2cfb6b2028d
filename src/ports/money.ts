/** US dollars per million tokens. */
export interface Price {
  readonly input: number
  readonly output: number
}

/** The likely and the maximum tokens and cost of a request, in US dollars. The cost is missing if the price is unknown. */
export interface Estimate {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cost?: number | undefined
  readonly atMost?: number | undefined
}

/** Past spending, according to the log: US dollars, and how actual token counts compared with the estimates. */
export interface Spending {
  /** Spending in a month (`2026-11`, UTC). */
  month(month: string): Promise<number>
  /** Spending of one run, by its name. */
  run(run: string): Promise<number>
  /** The factors that correct the estimates for a model; 1 while there is too little data. */
  experience(provider: string, model: string): Promise<{ input: number; output: number }>
}

/** Formats an amount for people: in cents, or with two significant digits below one cent. */
export const dollars = (amount: number): string =>
  `$${amount > 0 && amount < 0.01 ? Number(amount.toPrecision(2)) : amount.toFixed(2)}`
