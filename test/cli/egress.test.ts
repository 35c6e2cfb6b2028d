import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { answered, type Script } from '../support/model-server.ts'
import { mapping, modelSettings, modelStory } from '../support/model-story.ts'
import { kinds, places, secretPart } from '../support/secrets.ts'

const readme =
  '# Tool\n\nA tool.\n\n## Usage\n\nRun `tool` with care.\n\n## Options\n\nNone.\n\n## License\n\nMIT\n'
const key = 'sk-key-of-the-story-0123456789'

const config = (url: string, more = '') =>
  `${modelSettings(url, { more })}${mapping('Usage', { code: ['src/**', '.env'] })}`

/** A repository with a mapping to “Usage”, and a server in the model's place that keeps every request. */
const story = (t: ExecutionContext, script: Script, more?: string) =>
  modelStory(t, script, {
    settings: url => config(url, more),
    files: { 'README.md': readme, 'src/a.ts': 'export const tool = 1\n' },
    key,
  })

const unchanged: Script = [answered('UNCHANGED')]

test('no planted secret leaves the machine, in diff, message, document or name; egress tells what was withheld', async t => {
  const { commit, run, json, server, messages, git } = await story(t, unchanged)
  const planted: string[] = []
  const plant = (make: () => string) => {
    const secret = make()
    planted.push(...secretPart(secret).split('\n'))
    return secret
  }
  const { 'a private key': privateKey, ...others } = kinds
  const all = Object.values(others)
  for (const [at, place] of places.entries()) {
    const lines = all.map(make => place(plant(make)).slice(1))
    commit(
      `Change ${at}\n\nWith ${all
        .slice(at, at + 2)
        .map(plant)
        .join(' and ')}.`,
      {
        'src/a.ts': `${lines.join('\nrun()\n')}\n`,
        'src/key.ts': `export const key = \`${plant(privateKey as () => string)}\`\nexport const words = 'of a key file'\n`,
        '.env': `TOKEN=${at}-plain-words-only\n`,
        'README.md': readme.replace(
          'care.',
          `care.\n\n    curl -u ${plant(all[3] as () => string)}`,
        ),
      },
    )
  }
  const { code } = await json(`git-doc update --from HEAD~${places.length}`)
  t.is(code, 0)
  const sent = JSON.stringify(server.requests.map(({ body }) => body))
  t.is(server.requests.length, places.length)
  const secrets = planted.filter(line => line.length > 10 && !/-----/.test(line))
  t.true(secrets.length >= 200 && all.length >= 20, `${secrets.length}`)
  t.deepEqual(
    secrets.filter(secret => sent.includes(JSON.stringify(secret).slice(1, -1))),
    [],
  )
  t.false(sent.includes('plain-words-only'))

  const { prompts, ...rest } = await json('git-doc egress HEAD')
  t.is(rest.code, 0)
  t.is(rest.commit, git('rev-parse', 'HEAD'))
  t.is(prompts.length, 1)
  const [prompt] = prompts
  t.is(prompt.state, 'same')
  t.deepEqual(prompt.files, ['.env', 'src/key.ts'])
  t.true(prompt.withheld.some(({ kind }: { kind: string }) => kind === 'github-token'))
  const last = messages(places.length - 1)
  t.is(prompt.prompt.system, last[0]?.content)
  t.is(prompt.prompt.user, last[1]?.content)
  t.is(prompt.bytes, new TextEncoder().encode(`${last[0]?.content}${last[1]?.content}`).length)
  const { stdout } = await run('git-doc egress HEAD')
  t.regex(stdout, /withheld: \.env: files of this name hold secrets/)
  t.regex(stdout, /README\.md: Usage\n {2}\S+ to compatible:served, prompt 1: \d+ bytes/)
})

test('a secret that a cut would halve does not leave, nor does one in a line without end', async t => {
  const { commit, json, server } = await story(t, unchanged)
  const secrets = [360, 380, 395, 410].map(place => {
    const secret = (kinds['a GitHub token'] as () => string)()
    return { secret, line: `const text = "${'x '.repeat(place / 2)}"; use("${secret}")` }
  })
  commit('Long', { 'src/a.ts': secrets.map(({ line }) => `${line}\n`).join('') })
  t.is((await json('git-doc update')).code, 0)
  const sent = JSON.stringify(server.requests[0]?.body)
  t.regex(sent, /more characters/)
  for (const { secret } of secrets) t.false(sent.includes(secret.slice(0, 8)), sent)
})

test('an answer with what stands for a secret is asked for again, then refused', async t => {
  const { commit, json, server } = await story(t, [
    answered('## Usage\n\nRun `tool` with the token [withheld: github-token].\n'),
  ])
  commit('Add a token', { 'src/a.ts': `use('${(kinds['a GitHub token'] as () => string)()}')\n` })
  const { code, failures } = await json('git-doc update')
  t.is(code, 1)
  t.is(failures[0].code, 'ANSWER_WITHHELD')
  t.is(server.requests.length, 2)
  const { prompts } = await json('git-doc egress HEAD')
  t.deepEqual(
    prompts.map(({ attempt, state }: Record<string, unknown>) => [attempt, state]),
    [
      [1, 'same'],
      [2, 'same'],
    ],
  )
  t.regex(prompts[1].prompt.user, /what is wrong with an earlier answer/)
})

test('the key of the provider is in no prompt, log, error, output or list of processes', async t => {
  let listed = ''
  const { commit, run, path, server } = await story(t, (_, index) => {
    listed += processes()
    return index === 0
      ? { status: 400, body: { error: { message: `Bad key ${key}` } } }
      : answered('UNCHANGED')
  })
  commit('Commit the key', { 'src/a.ts': `configure('${key}')\n`, 'src/b.ts': `// ${key}\n` })
  const outputs = [await run('git-doc update'), await run('git-doc retry --verbose')]
  outputs.push(await run('git-doc history --json'), await run('git-doc config --json'))
  outputs.push(await run('git-doc export'), await run('git-doc egress HEAD'))
  t.is(server.requests.length, 2)
  t.true(listed.includes('git-doc'))
  t.false(listed.includes(key))
  const said = outputs.map(({ stdout, stderr }) => stdout + stderr).join('\n')
  t.false(said.includes(key))
  t.regex(said, /own-key/)
  t.false(JSON.stringify(server.requests.map(({ body }) => body)).includes(key))
  const state = join(path, '.git', 'git-doc')
  for (const file of readdirSync(state, { recursive: true, encoding: 'utf8' })) {
    const bytes = readOrNothing(join(state, file))
    t.false(bytes.includes(key), file)
  }
})

test('a prompt that the settings would make otherwise now is said to differ, and is not shown', async t => {
  const { commit, json, write, server } = await story(t, unchanged)
  commit('Change', { 'src/a.ts': 'export const tool = 2\n' })
  await json('git-doc update')
  write('.git-doc/config.toml', `${config(server.url)}\n[[docs]]\nfiles = "*.md"\nstyle = "x"\n`)
  const { code, prompts } = await json('git-doc egress HEAD')
  t.is(code, 3)
  t.is(prompts[0].state, 'differs')
  t.is(prompts[0].prompt, undefined)
})

test('a doc commit is answered with what left for the commit it follows', async t => {
  const words = [answered('## Usage\n\nRun `tool` twice.\n')]
  const { commit, json, git } = await story(t, words)
  const code = commit('Twice', { 'src/a.ts': 'export const tool = 2 // twice\n' })
  const { runs } = await json('git-doc update')
  t.true(runs.some(({ state }: { readonly state: string }) => state === 'success'))
  t.not(git('rev-parse', 'HEAD'), code)
  const [own, its] = [await json('git-doc egress HEAD'), await json(`git-doc egress ${code}`)]
  t.is(its.prompts[0].state, 'same')
  t.deepEqual(own.prompts, its.prompts)
})

test('nothing left for a commit that nobody was asked about', async t => {
  const { run, commit } = await story(t, unchanged)
  commit('Words', { 'README.md': `${readme}\n` })
  await run('git-doc update')
  const { code, stdout } = await run('git-doc egress HEAD')
  t.is(code, 0)
  t.regex(stdout, /^Nothing was sent to a model for [0-9a-f]{8}\.$/m)
  const { code: unknown, stderr } = await run('git-doc egress HEAD~1')
  t.is(unknown, 2)
  t.regex(stderr, /The log has no run for/)
})

/** The command lines of all processes here. */
const processes = (): string =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(name => readOrNothing(join('/proc', name, 'cmdline')).toString())
    .join('\n')

const readOrNothing = (file: string): Buffer => {
  try {
    return readFileSync(file)
  } catch {
    // Ended meanwhile, or a folder.
    return Buffer.alloc(0)
  }
}
