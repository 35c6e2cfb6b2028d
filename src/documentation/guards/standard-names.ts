const names = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean))

/** Names that languages and systems define and every reader knows, joined and in lower case. */
const standard = names(`
  macos ios ipados graphql github gitlab javascript typescript nodejs npmjs ipv4 ipv6 utf8 utf16 base64 oauth2 sha1 sha256 sha512 md5
  settimeout setinterval setimmediate cleartimeout clearinterval queuemicrotask structuredclone parseint parsefloat isnan isfinite
  tostring valueof tojson instanceof typeof keyof readonly nan bigint uint8array int32array float64array arraybuffer dataview weakmap
  weakset weakref abortcontroller abortsignal urlsearchparams formdata textencoder textdecoder readablestream writablestream
  eventemitter addeventlistener removeeventlistener encodeuricomponent decodeuricomponent hasownproperty getownpropertynames
  async await undefined null true false none self this super boolean string number object array symbol function unknown never void any
  int float str dict list tuple bool bytes len print range enumerate isinstance stdin stdout stderr argv env
  nil struct interface chan goroutine const let var yaml toml json jsonl csv html css xml sql http https url uri api cli
  latin1 ascii cp1252 localhost`)

/** Objects every program in their language has: what they hold is documented elsewhere. */
const roots = names(`
  Math JSON Object Array Promise process console Date Number String Boolean Symbol Intl Reflect Proxy Map Set RegExp Error Buffer URL
  window document globalThis navigator crypto performance import module require os sys re io json path fs http https util
  pathlib logging asyncio typing datetime subprocess strings strconv fmt context time errors sync`)

const hosts = names(`
  developer.mozilla.org nodejs.org npmjs.com github.com docs.github.com npmjs.org typescriptlang.org python.org docs.python.org
  pypi.org go.dev golang.org pkg.go.dev godoc.org en.wikipedia.org w3.org rfc-editor.org tools.ietf.org datatracker.ietf.org
  ietf.org tc39.es tc39.github.io ecma-international.org html.spec.whatwg.org fetch.spec.whatwg.org url.spec.whatwg.org spec.whatwg.org
  json-schema.org semver.org sqlite.org docs.rs crates.io git-scm.com opensource.org spdx.org man7.org unicode.org stackoverflow.com`)

/** Whether a joined, lower-case name is one that languages and systems define. */
export const isStandardName = (joined: string): boolean => standard.has(joined)

/** Whether a name begins a path into a language's own library, like `Math` in `Math.pow`. */
export const isStandardRoot = (name: string): boolean => roots.has(name)

/** Whether a host is one that documents everywhere refer to: nobody's own, and nothing is sent there. */
export const isReferenceHost = (host: string): boolean => hosts.has(host)
