import { type Environment, environment } from '../process/environment.ts'
import { EnvHttpProxyAgent, fetch } from './undici.ts'

/** Milliseconds to make a connection. Everything after it is bounded by our own deadline. */
const connectTimeout = 30_000

/** One for each environment that commands of this process run in. */
const dispatchers = new WeakMap<Environment, EnvHttpProxyAgent>()

/**
 * fetch as people have their networks: through the proxies of HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, and
 * without the limit of five minutes that Node's own fetch has.
 */
export const transport = (url: string, init: RequestInit): Promise<Response> => {
  const dispatcher = dispatcherOf(environment())
  // Its types and Node's are those of two versions of one package.
  const own = fetch as unknown as typeof globalThis.fetch
  return own(url, { ...init, dispatcher } as unknown as RequestInit)
}

const dispatcherOf = (env: Environment): EnvHttpProxyAgent => {
  const dispatcher = dispatchers.get(env) ?? open(env)
  dispatchers.set(env, dispatcher)
  return dispatcher
}

const open = (env: Environment): EnvHttpProxyAgent => {
  const all = env.all_proxy || env.ALL_PROXY
  return new EnvHttpProxyAgent({
    headersTimeout: 0,
    bodyTimeout: 0,
    // A connection for each request: one that was kept may close at the moment of the next request, which then fails.
    pipelining: 0,
    connect: { timeout: connectTimeout },
    ...(all && {
      httpProxy: env.http_proxy || env.HTTP_PROXY || all,
      httpsProxy: env.https_proxy || env.HTTPS_PROXY || all,
    }),
    noProxy: noProxy(env.no_proxy || env.NO_PROXY),
  })
}

/** This machine is asked directly, whatever the proxy is for. */
const noProxy = (hosts: string | undefined): string =>
  ['localhost', '127.0.0.1', '::1', ...(hosts ? [hosts] : [])].join(',')
