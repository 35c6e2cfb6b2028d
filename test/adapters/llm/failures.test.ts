import test from 'ava'
import { chatCompletions } from '../../../src/adapters/llm/chat-completions.ts'
import { withoutThoughts } from '../../../src/adapters/llm/thoughts.ts'
import { ModelError } from '../../../src/errors/models.ts'
import { answered, modelServer, type Reply } from '../../support/model-server.ts'
import { caseSets, endings, failureCases } from './cases.ts'
import { completionRequest } from './request.ts'

const ask = async (baseUrl: string, apiKey = 'k') => {
  const model = chatCompletions({ name: 'served', model: 'm', baseUrl, apiKey, timeout: 180_000 })
  const signal = new AbortController().signal
  return model.complete(completionRequest(), { signal }).catch((error: unknown) => error)
}

for (const { source, class: errorClass, says, ...reply } of caseSets.flatMap(failureCases))
  test(`${reply.status} of ${source} is ${errorClass}: ${JSON.stringify(reply.body).slice(0, 60)}`, async t => {
    const server = await modelServer(t, [reply])
    const end = await ask(server.url)
    if (!(end instanceof ModelError)) return t.fail('It was an answer.')
    t.is(end.class, errorClass, end.message)
    if (says) t.true(end.message.includes(says), end.message)
  })

for (const [reason, meaning] of caseSets.flatMap(endings))
  test(`an answer that ended with ${JSON.stringify(reason)} is ${meaning}`, async t => {
    const server = await modelServer(t, [answered('Half a sec', { finish_reason: reason })])
    const end = await ask(server.url)
    t.is(end instanceof ModelError ? end.class : 'text', meaning)
  })

test('of several choices the one with index 0 counts, wherever it stands', async t => {
  const choice = (index: number, content: string) => ({
    index,
    message: { role: 'assistant', content },
    finish_reason: 'stop',
  })
  const server = await modelServer(t, [
    { body: { choices: [choice(1, 'Second.'), choice(0, 'First.')] } },
  ])
  t.like(await ask(server.url), { text: 'First.' })
})

const malformed = test.macro({
  exec: async (t, reply: Reply, says: RegExp) => {
    const server = await modelServer(t, [reply])
    const end = await ask(server.url)
    t.like(end, { class: 'malformed' })
    t.regex((end as Error).message, says)
  },
  title: (what = '') => `${what} are malformed`,
})
test(
  'bytes that are no UTF-8',
  malformed,
  {
    body: Buffer.from(JSON.stringify(answered('Caf\u00e9.').body), 'latin1'),
  },
  /broken characters/,
)
test('broken characters', malformed, answered('Caf\ufffd.'), /broken characters/)
test('only thoughts', malformed, answered('<think>Hm.</think>\n'), /only thoughts/)
test(
  'bytes that no gzip made',
  malformed,
  { headers: { 'content-encoding': 'gzip' }, body: 'no gzip' },
  /cannot be decompressed/,
)

const thoughts = test.macro({
  exec: (t, answer: string, rest: string | undefined, about?: string) =>
    t.is(withoutThoughts(answer, about ?? '## Usage\n'), rest),
  title: (given, answer) => given || `the thoughts of ${JSON.stringify(answer)} go`,
})
test(thoughts, '## Usage\n', '## Usage\n')
test(thoughts, '<think>\nHm.\n</think>\n\n## Usage\n', '## Usage\n')
test(thoughts, '\n <thinking>Hm.</thinking>## Usage\n', '## Usage\n')
test(thoughts, '<think>a</think><think>b</think>\n## Usage\n', '## Usage\n')
test(thoughts, 'Hm, so\n</think>\n\n## Usage\n', '## Usage\n')
test(thoughts, '[THINK]Hm.[/THINK]UNCHANGED', 'UNCHANGED')
test(thoughts, '◁think▷Hm.◁/think▷## Usage\n', '## Usage\n')
test(
  thoughts,
  '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>## Usage\n<|return|>',
  '## Usage\n',
)
test('thoughts without an end are no answer', thoughts, '<think>Hm.', undefined)
test(
  'a document about such marks keeps them',
  thoughts,
  'Models write `</think>`.\n',
  'Models write `</think>`.\n',
  'A model writes `</think>`.\n',
)

test('a key that a server repeats in pieces is in no error', async t => {
  const key = 'sk-live-4f9ac27d1e0b5566a1b2c3d4'
  const words = `Bad key ${key.slice(0, 14)}…${key.slice(14)}, or ${key.slice(4, 20)}`
  const server = await modelServer(t, [{ status: 401, body: { error: { message: words } } }])
  const end = await ask(server.url, key)
  for (let at = 0; at + 8 <= key.length; at += 1)
    t.false(String(end).includes(key.slice(at, at + 8)), String(end))
})
