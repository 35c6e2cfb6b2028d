import type nunjucks from 'nunjucks'
import {
  camelCase,
  constantCase,
  kebabCase,
  pascalCase,
  plural,
  singular,
  snakeCase,
  titleCase,
} from './inflection.ts'

const filters = {
  camelCase,
  constantCase,
  kebabCase,
  pascalCase,
  plural,
  singular,
  snakeCase,
  titleCase,
}

/** Filters for names, beside those of Nunjucks. What is missing stays missing, so that it is said. */
export const addFilters = (environment: nunjucks.Environment): void => {
  for (const [name, filter] of Object.entries(filters))
    environment.addFilter(name, (value: unknown) =>
      value === undefined || value === null ? value : filter(String(value)),
    )
}
