// Writes src/adapters/secrets/betterleaks.json from betterleaks' rule file, with its regular expressions as JavaScript has them.
//   node scripts/betterleaks-rules.js <path of betterleaks.toml> <commit it is from>
import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'smol-toml'

const [file, commit] = process.argv.slice(2)

/** Left to our own rules, which know which names say that a value is secret and which values stand for one. */
const ours = new Set([
  'generic-api-key',
  'private-key',
  'jwt',
  'jwt-base64',
  'hashicorp-tf-password',
])

/** A letter or a range of letters in both cases. */
const inBothCases = piece => {
  const [lower, upper] = [piece.toLowerCase(), piece.toUpperCase()]
  return lower === upper ? piece : lower + upper
}

const named = { alnum: 'a-zA-Z0-9', alpha: 'a-zA-Z', digit: '0-9' }

/** A class of characters; a bracket that begins one stands for itself. */
const convertedClass = (source, ignoresCase) => {
  const [, start, body] = /^(\[\^?\]?)(.*)\]$/s.exec(source)
  const pieces = body.match(/\\(?:x[\da-fA-F]{2}|.)|\[:\w+:\]|[a-zA-Z]-[a-zA-Z]|[\s\S]/g) ?? []
  const inner = pieces.map(piece => {
    if (piece.startsWith('[:')) return named[piece.slice(2, -2)]
    return ignoresCase && /^[a-zA-Z]/.test(piece) ? inBothCases(piece) : piece
  })
  return `${start.replace(/\]$/, '\\]')}${inner.join('')}]`
}

const token =
  /\\(?:x[\da-fA-F]{2}|x\{[\da-fA-F]+\}|[pP]\{\w+\}|.)|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\(\?[is]*(?:-[is]+)?[:)]|\(\?P?<\w+>|[\s\S]/g

/** The flags of a part: those before the minus hold, those behind it do not. */
const withFlags = (scope, written) => {
  const [on = '', off = ''] = written.slice(2, -1).split('-')
  const set = { ...scope }
  for (const flag of on) set[flag] = true
  for (const flag of off) set[flag] = false
  return set
}

/** One token, in a scope of flags. */
const convertedToken = (piece, { i, s }, hasSecret) => {
  // A group with a name is for the validation of what a group without one finds.
  if (/^\(\?P?</.test(piece)) return hasSecret ? '(?:' : '('
  if (piece.startsWith('(?')) return '(?:'
  if (piece.startsWith('[')) return convertedClass(piece, i)
  if (piece === '\\z') return '$'
  if (piece === '.' && s) return '[\\s\\S]'
  return i && /^[a-zA-Z]$/.test(piece) ? `[${inBothCases(piece)}]` : piece
}

/** Go's RE2 as JavaScript: flags that hold for a part are written out, for Node 20 has none. */
const converted = source => {
  const scopes = [{}]
  const hasSecret = /(?<!\\)\((?!\?)/.test(source)
  let made = ''
  for (const piece of source.match(token) ?? []) {
    const scope = scopes.at(-1)
    const inner = /^\(\?[is-]/.test(piece) ? withFlags(scope, piece) : scope
    if (/^\(\?[is-]*\)$/.test(piece)) {
      scopes[scopes.length - 1] = inner
      continue
    }
    if (piece.startsWith('(')) scopes.push(inner)
    if (piece === ')') scopes.pop()
    made += convertedToken(piece, scope, hasSecret)
  }
  new RegExp(made)
  return made
}

/** Parts of a credential that are no secret by themselves, and links to where it is used. */
const aside = /[._-](?:id|url|name|host|address|email)(?:\.\d+)?$/

/** The least entropy of what a rule finds, as its filter has it. */
const entropyOf = filter => /entropy\(finding\["secret"\]\) <=? ([\d.]+)/.exec(filter ?? '')?.[1]

const rules = parse(readFileSync(file, 'utf8'))
  .rules.filter(({ id, regex }) => regex && !ours.has(id) && !aside.test(id))
  .map(({ id, regex, filter, keywords = [], secretGroup }) => ({
    id,
    // What stands before a name makes no difference to what is found, and takes most of the time.
    pattern: converted(regex).replace(/^\[\\w.-\]\{0,50\}\?/, ''),
    ...(entropyOf(filter) ? { entropy: Number(entropyOf(filter)) } : {}),
    ...(secretGroup ? { secretGroup } : {}),
    keywords: keywords.map(keyword => keyword.toLowerCase()),
  }))
const source = `https://github.com/betterleaks/betterleaks/blob/${commit}/config/betterleaks.toml`
const licence = 'MIT License, Copyright (c) 2026 Zachary Rice'
writeFileSync(
  'src/adapters/secrets/betterleaks.json',
  `${JSON.stringify({ source, licence, rules }, undefined, 1)}\n`,
)
process.stdout.write(`${rules.length} rules\n`)
