import { createTwoFilesPatch } from 'diff'

/** How a section would change, as a unified diff a person can read. */
export const sectionDiff = (file: string, before: string, after: string): string =>
  createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, { context: 3 })
    .split('\n')
    .slice(1)
    .join('\n')
