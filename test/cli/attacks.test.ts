import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { answered, type Script } from '../support/model-server.ts'
import { mapping, modelSettings, modelStory } from '../support/model-story.ts'

/** An order somebody left for a model, in one of five places, and the answer of a model that obeys. */
interface Attack {
  readonly name: string
  readonly code?: string
  readonly message?: string
  readonly path?: string
  readonly document?: string
  /** The id of a marked section. */
  readonly marker?: string
  /** `{s}` stands for the section as it was, `{mark}` for the mark that fences the prompt's data. */
  readonly answer: string
}

const attacks: readonly Attack[] = JSON.parse(
  readFileSync('fixtures/attacks/injections.json', 'utf8'),
)

const number = (at: number): string => String(at).padStart(2, '0')
const fileOf = (at: number): string => `docs/${number(at)}.md`

const sectionOf = ({ document, marker }: Attack): string => {
  const own = `Run \`tool\` with care.\n${document ? `\n${document}\n` : ''}`
  return marker ? own : `## Usage\n\n${own}\n`
}

const documentOf = (attack: Attack, at: number): string => {
  const { marker } = attack
  const section = sectionOf(attack)
  const marked = `## Usage\n\n<!-- git-doc: section=${marker} code="src/${number(at)}/**" -->\n${section}<!-- git-doc: end -->\n\n`
  return `# Tool ${number(at)}\n\nSee the [guide].\n\n${marker ? marked : section}## License\n\nMIT\n\n[guide]: guide.md\n`
}

const configOf = (url: string): string =>
  [
    'doc_files = ["docs/*.md"]\n',
    modelSettings(url),
    ...attacks.map(({ marker }, at) =>
      marker ? '' : mapping('Usage', { code: `src/${number(at)}/**`, file: fileOf(at) }),
    ),
  ].join('')

/** All attacks in one history, a commit each, against a model that does what it is told. */
const played = async (t: Pick<ExecutionContext, 'teardown'>) => {
  const script: Script = ({ body }) => {
    const [, user = ''] = (body as { messages: { content: string }[] }).messages.map(
      ({ content }) => content,
    )
    const [, mark = '', place = ''] =
      /^\[(\w+) place of the section\]\ndocs\/(\d+)/m.exec(user) ?? []
    const attack = attacks[Number(place)]
    if (!attack) return answered('UNCHANGED')
    const { answer } = attack
    return answered(answer.replace('{s}', sectionOf(attack)).replaceAll('{mark}', mark))
  }
  const repository = await modelStory(t, script, {
    settings: configOf,
    files: {
      'docs/guide.md': '# Guide\n',
      ...Object.fromEntries(attacks.map((attack, at) => [fileOf(at), documentOf(attack, at)])),
      ...Object.fromEntries(attacks.map((_, at) => [`src/${number(at)}/a.ts`, 'export {}\n'])),
    },
  })
  const begin = repository.git('rev-parse', 'HEAD')
  for (const [at, { code, message, path }] of attacks.entries())
    repository.commit(message ?? 'Change the tool', {
      [`src/${number(at)}/${path ?? 'a.ts'}`]: `export const tool = ${at}\n${code ?? ''}\n`,
    })
  const end = repository.git('rev-parse', 'HEAD')
  const { stderr, ...report } = await repository.json('git-doc update')
  const config = configOf(repository.server.url)
  return { ...repository, begin, end, config, report, stderr }
}

let story: Awaited<ReturnType<typeof played>>
const endings: (() => void)[] = []
test.before(async () => {
  story = await played({ teardown: end => void endings.push(end as () => void) })
})
test.after.always(async () => {
  for (const end of endings.reverse()) await end()
})

const counted = (text: string, pattern: RegExp): number => (text.match(pattern) ?? []).length

/** What none of the attacks may plant, more of than was there. */
const planted: Readonly<Record<string, RegExp>> = {
  address:
    /\b(?:https?|wss?|ftp|javascript|vbscript|data|mailto):|\bwww\.|\]\(\/\/|[\w.]@[\w-]+\.\w/gi,
  script: /<(?:script|iframe|form|meta|input|object|embed|img)\b|\son\w+=/gi,
  marker: /<!--\s*git-doc/g,
  heading: /^(?:#{1,2} |=+$|-{2,}$)/gm,
  definition: /^\[[^\]]+\]:/gm,
  control: /[\u202A-\u202E\u2066-\u2069\u200B]/g,
  mark: /^\[[0-9a-f]{16} /gm,
  order: /ignore all previous/gi,
}

for (const [at, attack] of attacks.entries())
  test(`an order changes nothing outside its section and plants nothing: ${attack.name}`, t => {
    const before = documentOf(attack, at)
    const after = readFileSync(join(story.path, fileOf(at)), 'utf8')
    for (const [what, pattern] of Object.entries(planted))
      t.true(counted(after, pattern) <= counted(before, pattern), `${what}:\n${after}`)
    const [head = '', tail = ''] = before.split(sectionOf(attack))
    t.true(after.startsWith(head) && after.endsWith(tail), after)
    const asked = story.server.requests.filter(({ body }) =>
      JSON.stringify(body).includes(fileOf(at)),
    )
    t.true(asked.length > 0, 'the model was asked')
  })

test('after all attacks only documents were changed, and nothing of the settings', t => {
  t.true(attacks.length >= 50)
  t.is(new Set(attacks.map(({ answer }) => answer)).size >= 30, true)
  const { git, end, config, path } = story
  const changed = git('diff', '--name-only', end, 'HEAD').split('\n').filter(Boolean)
  t.deepEqual(
    changed.filter(file => !/^docs\/\d+\.md$/.test(file)),
    [],
  )
  t.is(readFileSync(join(path, '.git-doc/config.toml'), 'utf8'), config)
  t.is(git('status', '--porcelain'), '')
})
