/** What `defineJob` marks a job with; the same in every copy of git-doc. */
export const brand: unique symbol = Symbol.for('git-doc.job')
