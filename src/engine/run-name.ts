/** The name of a run: `<kind>/<key>`. */
export const runName = (kind: string, key: string): string => `${kind}/${key}`

/** The two parts of a run's name. The kind is empty where there is no slash. */
export const parseRun = (run: string): { readonly kind: string; readonly key: string } => {
  const slash = run.indexOf('/')
  return { kind: run.slice(0, Math.max(0, slash)), key: run.slice(slash + 1) }
}

/** Whether a run is of a kind. */
export const isOfKind = (run: string, kind: string): boolean => run.startsWith(`${kind}/`)

/** A run's name for a screen: full object ids are shortened to so many digits. */
export const shortRun = (run: string, digits = 8): string =>
  run.replace(/\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b/g, id => id.slice(0, digits))
