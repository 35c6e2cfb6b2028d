import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Ending } from './repository.ts'

/** One answer, as HTTP: what is left out is a 200, JSON, at once and whole. */
export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text and bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown
  /** Milliseconds of silence before the headers, or after half of the body; Infinity: it never goes on. */
  readonly silence?: { readonly before: 'headers' | 'rest'; readonly for: number }
  /** The connection is cut instead of the headers, or after half of the body. */
  readonly cut?: 'headers' | 'rest'
}

/** A request as it came; `body` is its JSON, undefined if it was none. */
interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}

/** Replies in turn as requests come, the last of them again and again; or what to reply to each request, perhaps later. */
export type Script =
  | readonly Reply[]
  | ((request: SeenRequest, index: number) => Reply | Promise<Reply>)

export interface ModelServer {
  /** `http://127.0.0.1:<port>`, without a last slash. */
  readonly url: string
  /** As they came; who counts them may take them out. */
  readonly requests: SeenRequest[]
  /** How often Ollama was asked to load a model; these requests are answered at once and stand in no script. */
  loads(): number
  /** Ends every connection, whatever it waits for. */
  close(): Promise<void>
}

/** A real server on this machine that speaks chat completions by a script; it is closed when the test ends. */
export const modelServer = async (t: Ending, script: Script): Promise<ModelServer> => {
  const requests: SeenRequest[] = []
  let loads = 0
  const server = createServer(async (incoming, outgoing) => {
    const request = await seen(incoming)
    if (isLoad(request)) {
      loads += 1
      return void send({ body: { done: true, done_reason: 'load' } }, outgoing)
    }
    const index = requests.push(request) - 1
    const reply =
      typeof script === 'function' ? await script(request, index) : (script[index] ?? script.at(-1))
    await send(reply ?? failed(500, { message: 'The script is empty.' }), outgoing)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  t.teardown(close)
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, requests, loads: () => loads, close }
}

/** A chat of Ollama's without messages loads its model. */
const isLoad = ({ path, body }: SeenRequest): boolean =>
  path.endsWith('/api/chat') && (body as { messages?: unknown[] })?.messages?.length === 0

/** The same for each section, whichever is asked for first. */
export const bySection = (replies: Readonly<Record<string, readonly Reply[]>>): Script => {
  const asked = new Map<string, number>()
  return ({ body }) => {
    const place = / place of the section\]\\n[^\\]*: ([^\\]*)\\n/.exec(JSON.stringify(body))
    const section = place?.[1] ?? ''
    const turn = asked.get(section) ?? 0
    asked.set(section, turn + 1)
    const its = replies[section] ?? []
    return its[turn] ?? its.at(-1) ?? failed(500, { message: `No reply for ${section}.` })
  }
}

/** A good answer with this text, as OpenAI shapes it. */
export const answered = (
  content: string | null,
  choice: Readonly<Record<string, unknown>> = {},
  message: Readonly<Record<string, unknown>> = {},
): Reply => ({
  body: {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_760_000_000,
    model: 'served',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null, ...message },
        finish_reason: 'stop',
        ...choice,
      },
    ],
    usage: { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 },
  },
})

/** A failure as OpenAI shapes it. */
export const failed = (
  status: number,
  error: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({ status, headers, body: { error } })

/** A reply kept in fixtures/answers/chat-completions/. */
export const kept = (name: string): Reply =>
  JSON.parse(readFileSync(`fixtures/answers/chat-completions/${name}.json`, 'utf8'))

const seen = async (incoming: IncomingMessage): Promise<SeenRequest> => {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  const { method = '', url: path = '', headers } = incoming
  return { method, path, headers, body: json(text) }
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const send = async (reply: Reply, outgoing: ServerResponse): Promise<void> => {
  if (reply.cut === 'headers') return void outgoing.destroy()
  if (reply.silence?.before === 'headers' && !(await wait(reply.silence.for, outgoing))) return
  const body = bytes(reply.body ?? '')
  outgoing.writeHead(reply.status ?? 200, {
    ...(reply.body !== undefined && { 'content-type': 'application/json' }),
    'content-length': body.length,
    ...reply.headers,
  })
  const half = Math.floor(body.length / 2)
  if (reply.cut === 'rest')
    return void outgoing.write(body.subarray(0, half), () => outgoing.destroy())
  if (reply.silence?.before === 'rest') {
    outgoing.write(body.subarray(0, half))
    if (await wait(reply.silence.for, outgoing)) outgoing.end(body.subarray(half))
    return
  }
  outgoing.end(body)
}

const bytes = (body: unknown): Buffer =>
  typeof body === 'string' || body instanceof Uint8Array
    ? Buffer.from(body as string)
    : Buffer.from(JSON.stringify(body))

/** Whether the other side is still there after so many milliseconds. */
const wait = (milliseconds: number, outgoing: ServerResponse): Promise<boolean> =>
  new Promise(resolve => {
    outgoing.once('close', () => resolve(false))
    if (milliseconds !== Number.POSITIVE_INFINITY)
      setTimeout(() => resolve(!outgoing.destroyed), milliseconds)
  })
