/** Files whose whole purpose is to hold secrets: of these not a line leaves the machine. */
const secretFiles: readonly RegExp[] = [
  /^\.env(?:\..+)?$/,
  /^\.?(?:npmrc|pypirc|netrc|pgpass|htpasswd|dockercfg|git-credentials|my\.cnf)$/,
  /^(?:credentials|secrets?|vault)(?:\.(?:json|ya?ml|toml|ini|txt|properties|enc))?$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_\w+)?$/,
  /\.(?:pem|key|p12|pfx|p8|jks|keystore|kdbx|ppk|asc|gpg|ovpn|tfstate|tfvars)$/,
  /^service[-_]?account.*\.json$/,
]

/** Samples that people are meant to read. */
const samples = /\.(?:example|sample|template|dist|defaults?)$/

/** Whether a file is one of those that hold secrets, by its name. */
export const isSecretFile = (path: string): boolean => {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  return !samples.test(name) && secretFiles.some(pattern => pattern.test(name))
}
