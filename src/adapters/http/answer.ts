/** An HTTP response with its whole body. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** The response to a request, whatever its status, or the error that kept it from us. */
export type HttpOutcome = { readonly answer: HttpAnswer } | { readonly error: unknown }

export const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status <= 299

export const looksLikeHtml = ({ headers, body }: HttpAnswer): boolean =>
  (headers.get('content-type') ?? '').includes('html') || /^\s*</.test(body)

/** A body as JSON; undefined if it is not JSON. */
export const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
