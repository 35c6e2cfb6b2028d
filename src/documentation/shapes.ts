/** A name no one would write in English: `camelCase`, `snake_case`, `SCREAMING`, `HttpClient`, `utf8`. */
export const isCodeShaped = (name: string): boolean =>
  /[a-z][A-Z]|[A-Za-z\d]_[A-Za-z\d]|[A-Za-z]\d|\$|^_|[A-Z]{2}[a-z]/.test(name)

/** Text as a pattern that matches just it. */
export const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

/** Whether a heading speaks of the past on purpose: what stands below it stays as it was. */
export const isHistoric = (title: string): boolean =>
  /\b(?:change ?log|changes|history|news|releases?|release notes|migrat\w*|upgrad\w*|deprecat\w*|breaking|legacy|what['’]s new)\b/i.test(
    title,
  )

/** Whether a document describes the past: a changelog, a migration guide, a decision. */
export const isHistoricFile = (path: string): boolean =>
  path
    .split('/')
    .some(part => /legacy|deprecat|migrat|upgrad|changelog|breaking|outdated/i.test(part)) ||
  /(?:^|\/)(?:changes|history|news|release\w*|blog|posts|adr|decisions|rfcs?|proposals?|roadmap|todo|\.changeset)(?:[/.-]|$)/i.test(
    path,
  )

/** Whether a sentence names things because they are no more, or were called otherwise. */
export const speaksOfThePast = (sentence: string): boolean =>
  /\b(?:formerly|previous(?:ly)?|renamed|deprecat\w*|no longer|(?<!\b(?:be|is|are|was|were|been|being|get|gets|it['’]s) (?:\w+ly )?)used to|was called|were called|legacy|since v?\d|until v?\d|before v?\d|instead of|replace[sd]?|alias(?:es)?|removed|old name)\b/i.test(
    sentence,
  )
