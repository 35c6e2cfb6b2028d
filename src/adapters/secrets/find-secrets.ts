import type { FindSecrets } from '../../ports/secrets.ts'
import { betterleaksFindings } from './betterleaks.ts'
import { secretlintFindings } from './secretlint.ts'

/** The secrets that the rules of betterleaks and secretlint find. */
export const findSecrets: FindSecrets = async text => [
  ...betterleaksFindings(text),
  ...(await secretlintFindings(text)),
]
