import * as z from 'zod'
import { count } from './parts.ts'

const sha256 = z.string().describe('In lower-case hexadecimal.')

const facts = {
  version: z.string(),
  platform: z.string().describe('Such as linux-x64.'),
  node: z.string().optional().describe('Its version, or unknown; missing if there is none inside.'),
  files: count,
  size: count.describe('Of all files, in bytes.'),
}

export const created = z.object({
  schema: z.literal(1),
  archive: z.string().describe('The path of the archive.'),
  bytes: count,
  sha256,
  ...facts,
  prepared: z
    .array(z.string())
    .describe('What is inside so that nothing has to be fetched or built where it runs.'),
  warnings: z.array(z.string()),
})

export const verified = z.object({
  schema: z.literal(1),
  archive: z.string(),
  sound: z.boolean().describe('Nothing is wrong, and everything that was run ended with 0.'),
  ...z.object(facts).partial().shape,
  fault: z
    .object({
      kind: z.enum(['unsafe', 'changed', 'missing', 'additional', 'broken']),
      file: z.string().optional().describe('The first file that is not as it was bundled.'),
      why: z.string(),
    })
    .optional(),
  run: z
    .object({
      withoutNetwork: z.boolean().describe('The network was cut off.'),
      withoutPath: z.boolean().describe("Only the programs it needs were seen of the machine's."),
      steps: z.array(z.object({ command: z.string(), exit: count, output: z.string() })),
    })
    .optional()
    .describe('Only with --run.'),
})
