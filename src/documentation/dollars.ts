/** An amount as people read it: in cents, and what is less than one with as many digits as it takes. */
export const dollars = (amount: number): string =>
  `$${amount > 0 && amount < 0.01 ? Number(amount.toPrecision(2)) : amount.toFixed(2)}`
