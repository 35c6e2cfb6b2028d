// The configuration of a repository, for another program that reads it.
export type { Place } from './app/place.ts'
export {
  type Configuration,
  configurationSchema,
  readConfiguration,
} from './app/read-configuration.ts'
export type { Settings } from './ports/settings.ts'
