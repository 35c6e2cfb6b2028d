import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { defaultSettings } from '../../../src/adapters/config/keys.ts'
import { knownPrices, readPrices } from '../../../src/adapters/llm/price-file.ts'
import { priceOf, tableDate } from '../../../src/adapters/llm/prices.ts'
import { temporaryFolder } from '../../support/repository.ts'

const file = (t: ExecutionContext, content: unknown): string => {
  const path = join(temporaryFolder(t), 'prices.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const catalogue = {
  sample_spec: { litellm_provider: 'one of https://docs.litellm.ai/docs/providers' },
  'gpt-4.1-mini': {
    input_cost_per_token: 4e-7,
    output_cost_per_token: 1.6e-6,
    litellm_provider: 'openai',
    mode: 'chat',
  },
  'gemini/gemini-2.5-flash': {
    input_cost_per_token: 3e-7,
    output_cost_per_token: 2.5e-6,
    litellm_provider: 'gemini',
  },
  'azure/eu/gpt-4.1': {
    input_cost_per_token: 2.2e-6,
    output_cost_per_token: 8.8e-6,
    litellm_provider: 'azure',
  },
  'whisper-1': { litellm_provider: 'openai', input_cost_per_second: 1e-4 },
}

test("LiteLLM's catalogue is read by the names of our providers", t => {
  const { prices } = readPrices(file(t, catalogue))
  const of = (kind: string, model: string) => priceOf({ name: kind, kind, model }, prices)
  t.deepEqual(of('openai', 'gpt-4.1-mini'), { input: 0.4, output: 1.6 })
  t.deepEqual(of('google', 'gemini-2.5-flash'), { input: 0.3, output: 2.5 })
  t.deepEqual(of('azure', 'gpt-4.1'), { input: 2.2, output: 8.8 })
  t.is(of('openai', 'whisper-1'), undefined)
})

test("a table in git-doc's own format is read with its day", t => {
  const { prices, at } = readPrices(
    file(t, { at: '2026-12-01', providers: { groq: { m: { input: 1, output: 2 } } } }),
  )
  t.is(at, '2026-12-01')
  t.deepEqual(prices, { 'groq:m': { input: 1, output: 2 } })
})

test('a file that is missing or has no prices is a mistake of the configuration', t => {
  const wrong = { code: 'CONFIG_INVALID', message: /prices_file/ }
  t.throws(() => readPrices(join(temporaryFolder(t), 'none.json')), wrong)
  for (const content of ['no JSON', '[]', '{}', { a: 1 }])
    t.throws(() => readPrices(file(t, content)), wrong)
})

const later = (days: number) => Date.parse(tableDate) + days * 86_400_000
const settings = (llm: Partial<typeof defaultSettings.llm>, prices = {}) => ({
  llm: { ...defaultSettings.llm, provider: 'openai', ...llm },
  prices,
})
const nowhere = (name: string) => name

test('prices of more than 90 days ago are warned of', t => {
  t.is(knownPrices(settings({}), nowhere, later(90)).warning, undefined)
  t.regex(
    knownPrices(settings({}), nowhere, later(91)).warning ?? '',
    /^The price of openai:gpt-4\.1-mini is from \d{4}-\d\d-\d\d \(git-doc\), 91 days ago/,
  )
})

test('nothing is warned of a price that the person set, of none, and of models that cost nothing', t => {
  const own = { 'gpt-4.1-mini': { input: 1, output: 1 } }
  t.is(knownPrices(settings({}, own), nowhere, later(400)).warning, undefined)
  for (const llm of [{ provider: 'offline' }, { provider: 'ollama' }, { model: 'of-our-own' }])
    t.is(knownPrices(settings(llm), nowhere, later(400)).warning, undefined)
})

test('a file counts by its own day, and under what the person set', t => {
  const path = file(t, catalogue)
  const renewed = new Date(later(390))
  utimesSync(path, renewed, renewed)
  const fresh = settings({ pricesFile: path }, { 'openai:other': { input: 9, output: 9 } })
  const { prices, warning } = knownPrices(fresh, nowhere, later(400))
  t.is(warning, undefined)
  t.deepEqual(prices['openai:other'], { input: 9, output: 9 })
  t.regex(knownPrices(fresh, nowhere, later(500)).warning ?? '', /prices\.json\), 110 days ago/)
})
