import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ModelServer, modelServer, type Script } from './model-server.ts'
import type { Ending } from './repository.ts'
import { storyRepository } from './scenario.ts'

/** What stands for `TOOL_KEY` where a story runs a command. */
export const toolKey = 'sk-secret-of-the-story'

/**
 * Settings for a model that is this server. A request has an hour: where much goes on at a time on a slow machine, a minute is soon
 * over, and then the model would be asked once more.
 */
export const modelSettings = (
  url: string,
  { key = `\${TOOL_KEY}`, timeout = 3600, more = '' } = {},
): string => `
[llm]
provider = "compatible"
base_url = "${url}/v1"
api_key = "${key}"
model = "served"
max_retries = 0
timeout = ${timeout}
${more}
`

/** A mapping of code to a section of a document. */
export const mapping = (
  section: string,
  {
    code = 'src/**',
    file = 'README.md',
  }: { code?: string | readonly string[]; file?: string } = {},
): string =>
  `\n[[mappings]]\ncode_pattern = ${JSON.stringify(code)}\ndoc_file = "${file}"\nsection = "${section}"\n`

interface Beginning {
  readonly settings: (url: string) => string
  /** The files of the first commit beside the settings. */
  readonly files: Readonly<Record<string, string>>
  readonly key?: string
}

/** A repository whose first commit git-doc has seen, and a server in the model's place. */
export const modelStory = async (
  t: Ending,
  script: Script,
  { settings, files, key = toolKey }: Beginning,
) => {
  const server = await modelServer(t, script)
  const repository = storyRepository(t)
  repository.commit('Begin', { ...files, '.git-doc/config.toml': settings(server.url) })
  const run = (command: string) => repository.run(command, { TOOL_KEY: key })
  await run('git-doc update --from HEAD')
  return { ...repository, run, server, json: jsonOf(run), ...readingOf(repository.path, server) }
}

/** Runs a command with `--json`: its exit code, what it printed beside its report, and the report. */
export const jsonOf =
  (run: (command: string) => Promise<{ code: number; stdout: string; stderr: string }>) =>
  async (command: string) => {
    const { code, stdout, stderr } = await run(`${command} --json`)
    return { code, stderr, ...JSON.parse(stdout) }
  }

const readingOf = (path: string, { requests }: ModelServer) => {
  const messages = (index: number): readonly { readonly content: string }[] =>
    (requests[index]?.body as { messages: { content: string }[] } | undefined)?.messages ?? []
  return {
    /** What README.md says now. */
    file: () => readFileSync(join(path, 'README.md'), 'utf8'),
    /** The messages of a request, and all of it as JSON. */
    messages,
    prompt: (index: number): string => JSON.stringify(requests[index]?.body),
  }
}
