import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import { commandLine } from '../../src/cli/commands.ts'
import { assertOutput } from '../schemas/assert-output.ts'
import { jsonSchema, outputs, schemaFiles } from '../schemas/schemas.ts'
import { packageFolder } from '../support/run-command.ts'

const folder = join(packageFolder, 'docs', 'schemas')

test('docs/schemas holds what the source says; "npm run schemas" writes it', t => {
  const files = schemaFiles()
  t.deepEqual(readdirSync(folder).sort(), [...files.keys()].sort())
  for (const [file, text] of files) t.is(readFileSync(join(folder, file), 'utf8'), text, file)
})

/** What prints for a shell to read refuses --json. */
const forShells = ['complete']

test('every command has a schema', t => {
  const cli = commandLine(() => {
    throw new Error('No terminal is needed.')
  })
  for (const { name } of cli.commands) t.true(name in outputs !== forShells.includes(name), name)
})

test('every schema is valid, the published one and the strict one', t => {
  const ajv = new Ajv2020({ strict: true, validateFormats: false, allowUnionTypes: true })
  for (const name of Object.keys(outputs))
    for (const strict of [true, false]) t.truthy(ajv.compile(jsonSchema(name, { strict })), name)
})

test('a field that no schema knows, and one that is missing, are found', t => {
  const print = (stdout: string) => () =>
    assertOutput(['version', '--json'], { stdout, stderr: '' })
  t.notThrows(print('{"schema":1,"version":"1.0.0"}\n'))
  t.throws(print('{"schema":1,"version":"1.0.0","more":1}\n'), { message: /more/ })
  t.throws(print('{"schema":1}\n'), { message: /version/ })
  t.notThrows(print('{"schema":1,"error":{"code":"USAGE","message":"No."}}\n'))
  t.throws(print('{"schema":1,"error":{"code":"USAGE"}}\n'), { message: /message/ })
})
