import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gitServer } from './git-server.ts'
import { type Ending, temporaryFolder, testRepository } from './repository.ts'
import { cliPath } from './run-command.ts'
import { storyRepository } from './scenario.ts'

const child = fileURLToPath(new URL('service.child.js', import.meta.url))

/** A project elsewhere, behind Git's own server, whose versions are tags. */
export const upstreamProject = async (t: Ending, name = 'app') => {
  const folder = temporaryFolder(t)
  const path = join(folder, name)
  mkdirSync(path)
  const project = testRepository(t, { path })
  let connections = 0
  const server = await gitServer(t, folder, () => {
    connections += 1
  })
  return {
    ...project,
    url: `${server}/${name}/.git`,
    /** How many connections were opened to its server. */
    connections: () => connections,
    /** Makes a version: what the service is to serve, and how it is. Returns its commit. */
    release(version: string, { healthy = true, annotated = false } = {}): string {
      const commit = project.commit(`Version ${version}`, {
        'app.json': `${JSON.stringify({ version, healthy })}\n`,
      })
      project.git('tag', ...(annotated ? ['--annotate', '--message', version] : []), `v${version}`)
      return commit
    },
  }
}

/** Starts the service on a port of its own, with what a file says. */
export const startService = async (t: Ending, file: string) => {
  const service = spawn(process.execPath, [child, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => service.kill('SIGKILL'))
  const [line] = (await once(service.stdout, 'data')) as [Buffer]
  const url = `http://127.0.0.1:${line.toString().trim()}`
  return { url, version: async () => (await fetch(url)).text() }
}

const call = `const [path, method] = process.argv.slice(2)
const answer = await fetch(process.env.SERVICE + path, { method })
if (!answer.ok) {
  console.log(path + ' answered with ' + answer.status)
  process.exit(1)
}
`

/** A repository that runs a service built from a project, version 1.0.0 of it, and keeps it up to date. */
export const serviceStory = async (t: Ending, { more = '' }: { readonly more?: string } = {}) => {
  const project = await upstreamProject(t)
  project.release('1.0.0')
  const repository = storyRepository(t)
  const artifact = join(repository.path, 'bin', 'app.json')
  repository.write('bin/app.json', readFileSync(join(project.path, 'app.json')))
  const service = await startService(t, artifact)
  const configuration = `[upstream.app]
repo = "${project.url}"
path = "vendor/app"
current = ["sh", "-c", "echo 1.0.0"]
artifact = ["bin/**"]
build = ["cp", "vendor/app/app.json", "bin/app.json"]
verify = ["grep", "version", "bin/app.json"]
reload = ["node", "tools/call.mjs", "/reload", "POST"]
health = ["node", "tools/call.mjs", "/healthz", "GET"]
env = ["SERVICE"]
${more}`
  repository.commit('Begin', {
    '.gitignore': 'bin/\nvendor/\n.version-manifest.json\n',
    'README.md': '# Tool\n',
    'tools/call.mjs': call,
    '.git-doc/config.toml': configuration,
  })
  const environment = { SERVICE: service.url }
  await repository.run('git-doc allow --yes', environment)
  return {
    ...repository,
    project,
    service,
    artifact,
    environment,
    state: join(repository.path, '.git', 'git-doc'),
    run: (line: string, more: Readonly<Record<string, string>> = {}) =>
      repository.run(line, { ...environment, ...more }),
    json: async (line: string) => JSON.parse((await repository.run(line, environment)).stdout),
    read: (file: string) => readFileSync(join(repository.path, file), 'utf8'),
  }
}

export const secret = 'It is a secret to everybody'

/** Starts `git-doc upstream serve` in a process of its own; resolves when it listens. */
export const serving = async (
  t: Ending,
  { path, environment }: { readonly path: string; readonly environment: Record<string, string> },
  args: readonly string[] = [],
) => {
  const words = [cliPath, 'upstream', 'serve', '--port', '0', ...args]
  const child = spawn(process.execPath, words, {
    cwd: path,
    env: {
      PATH: process.env.PATH,
      HOME: dirname(path),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_DOC_WEBHOOK_SECRET: secret,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    await ended
    return child.exitCode
  }
  t.teardown(() => stop('SIGKILL'))
  const [line] = (await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => Promise.reject(new Error('It ended.'))),
  ])) as [Buffer]
  return { url: line.toString().trim().replace('Listening on ', ''), stop }
}
