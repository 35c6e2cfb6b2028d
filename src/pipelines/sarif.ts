/** What GitHub takes of one SARIF file; more is refused or dropped. https://docs.github.com/code-security/reference/code-scanning/sarif-files/ */
const limits = {
  runs: 20,
  results: 25_000,
  rules: 25_000,
  extensions: 100,
  locations: 1_000,
  tags: 20,
} as const

const levels = ['none', 'note', 'warning', 'error']

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listAt = (value: Json, key: string): readonly unknown[] =>
  Array.isArray(value[key]) ? value[key] : []

/** How many problems are named. */
const most = 20

/**
 * What is wrong with a SARIF file: what the standard requires of a log, its tool, its rules, its results and their places, what refers to
 * something that is not there, and what GitHub would refuse or drop. Each is a sentence with its place. No problem: no sentence.
 */
export const sarifProblems = (text: string): readonly string[] => {
  let log: unknown
  try {
    log = JSON.parse(text)
  } catch (error) {
    return [`It is not JSON: ${(error as Error).message}.`]
  }
  if (!isObject(log)) return ['It is not a JSON object.']
  const problems: string[] = []
  const say = (place: string, what: string) => {
    if (problems.length < most) problems.push(`${place}: ${what}.`)
  }
  if (log.version !== '2.1.0') say('version', 'must be "2.1.0"')
  if (!Array.isArray(log.runs)) say('runs', 'must be a list')
  const runs = listAt(log, 'runs')
  if (runs.length > limits.runs)
    say('runs', `GitHub takes at most ${limits.runs}, not ${runs.length}`)
  for (const [at, run] of runs.entries()) checkRun(run, `runs[${at}]`, say)
  return problems
}

type Say = (place: string, what: string) => void

const checkRun = (run: unknown, place: string, say: Say): void => {
  if (!isObject(run)) {
    say(place, 'must be an object')
    return
  }
  const tool = isObject(run.tool) ? run.tool : {}
  const driver = isObject(tool.driver) ? tool.driver : undefined
  if (!driver) say(`${place}.tool.driver`, 'is missing')
  else if (typeof driver.name !== 'string' || driver.name === '')
    say(`${place}.tool.driver.name`, 'must be a text')
  const rules = driver ? listAt(driver, 'rules') : []
  if (rules.length > limits.rules)
    say(`${place}.tool.driver.rules`, `GitHub takes at most ${limits.rules}, not ${rules.length}`)
  const extensions = listAt(tool, 'extensions').length
  if (extensions > limits.extensions)
    say(`${place}.tool.extensions`, `GitHub takes at most ${limits.extensions}, not ${extensions}`)
  for (const [at, rule] of rules.entries())
    checkRule(rule, `${place}.tool.driver.rules[${at}]`, say)
  if (run.results !== undefined && run.results !== null && !Array.isArray(run.results))
    say(`${place}.results`, 'must be a list')
  const results = listAt(run, 'results')
  if (results.length > limits.results)
    say(`${place}.results`, `GitHub takes at most ${limits.results}, not ${results.length}`)
  for (const [at, result] of results.entries())
    checkResult(result, `${place}.results[${at}]`, rules.length, say)
}

const checkRule = (rule: unknown, place: string, say: Say): void => {
  if (!isObject(rule)) {
    say(place, 'must be an object')
    return
  }
  if (typeof rule.id !== 'string') say(`${place}.id`, 'must be a text')
  const tags = listAt(isObject(rule.properties) ? rule.properties : {}, 'tags').length
  if (tags > limits.tags)
    say(`${place}.properties.tags`, `GitHub takes at most ${limits.tags}, not ${tags}`)
}

const checkResult = (result: unknown, place: string, rules: number, say: Say): void => {
  if (!isObject(result)) {
    say(place, 'must be an object')
    return
  }
  const message = isObject(result.message) ? result.message : {}
  if (typeof message.text !== 'string' && typeof message.id !== 'string')
    say(`${place}.message`, 'needs `text` or `id`')
  if (result.level !== undefined && !levels.includes(result.level as string))
    say(`${place}.level`, `must be one of ${levels.join(', ')}`)
  const { ruleIndex } = result
  const isIndex = Number.isInteger(ruleIndex) && (ruleIndex as number) >= -1
  if (ruleIndex !== undefined && (!isIndex || (ruleIndex as number) >= rules))
    say(`${place}.ruleIndex`, 'leads to no rule')
  const locations = listAt(result, 'locations')
  // Uploads are refused for a result without a place.
  if (locations.length === 0) say(`${place}.locations`, 'is empty, and GitHub needs a place')
  if (locations.length > limits.locations)
    say(`${place}.locations`, `GitHub takes at most ${limits.locations}, not ${locations.length}`)
  for (const [at, location] of locations.entries())
    checkLocation(location, `${place}.locations[${at}]`, say)
}

const checkLocation = (location: unknown, place: string, say: Say): void => {
  const physical = isObject(location) ? location.physicalLocation : undefined
  if (physical === undefined) return
  if (!isObject(physical)) {
    say(`${place}.physicalLocation`, 'must be an object')
    return
  }
  const artifact = isObject(physical.artifactLocation) ? physical.artifactLocation : {}
  const { uri } = artifact
  if (typeof uri !== 'string' && artifact.index === undefined)
    say(`${place}.physicalLocation.artifactLocation.uri`, 'must be a text')
  else if (typeof uri === 'string' && /[\s\\]/.test(uri))
    say(`${place}.physicalLocation.artifactLocation.uri`, 'is not a URI: blanks are written %20')
  const region = isObject(physical.region) ? physical.region : {}
  for (const key of ['startLine', 'startColumn', 'endLine', 'endColumn'])
    if (
      region[key] !== undefined &&
      !(Number.isInteger(region[key]) && (region[key] as number) >= 1)
    )
      say(`${place}.physicalLocation.region.${key}`, 'must be a whole number from 1')
}
