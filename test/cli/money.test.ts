import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { type ModelServer, modelServer, type Reply } from '../support/model-server.ts'
import { jsonOf, mapping, modelSettings } from '../support/model-story.ts'
import { packageFolder } from '../support/run-command.ts'
import { storyRepository } from '../support/scenario.ts'
import { tokenCount } from '../support/token-count.ts'

/** Real prose: sections of this package's own pages, under headings that are easily named. */
const parts = readdirSync(join(packageFolder, 'docs'))
  .filter(file => file.endsWith('.md') && file !== 'models.md')
  .flatMap(file =>
    readFileSync(join(packageFolder, 'docs', file), 'utf8')
      .split(/^## .*\n/m)
      .slice(1),
  )
  .filter(text => text.length > 600 && text.length < 4000)
  .slice(0, 6)
  .map((text, n) => `## Part ${n}\n${text.trimEnd()}\n`)

/** Real code: the beginnings of this package's own files. */
const code = readdirSync(join(packageFolder, 'src/documentation'))
  .filter(file => file.endsWith('.ts'))
  .slice(0, parts.length)
  .map(file => readFileSync(join(packageFolder, 'src/documentation', file), 'utf8'))

const textsOf = (body: unknown): string[] =>
  (body as { messages: { content: string }[] }).messages.map(({ content }) => content)

/** What a model would answer: the section of the prompt with a sentence more; its tokens as a tokenizer counts them. */
const reply = (body: unknown): Reply => {
  const texts = textsOf(body)
  const [, n = ''] = /guide\.md: Part (\d)/.exec(texts.at(-1) ?? '') ?? []
  const content = `${parts[Number(n)]}\nIt is \`step${n}\` that does it.\n`
  return {
    body: {
      choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }],
      usage: {
        prompt_tokens: texts.reduce((sum, text) => sum + tokenCount(text), 7),
        completion_tokens: tokenCount(content),
      },
    },
  }
}

/** Dear enough that a request costs some dollars. */
const dear = '"served" = { input = 1000.0, output = 1000.0 }'

interface Given {
  readonly commits: number
  readonly prices?: string
  readonly budget?: string
  /** The commits are there before git-doc is first run. */
  readonly firstRun?: boolean
}

const story = async (t: ExecutionContext, given: Given) => {
  const server = await modelServer(t, ({ body }) => reply(body))
  const repository = storyRepository(t)
  const mappings = parts.map((_, n) =>
    mapping(`Part ${n}`, { code: `src/step${n}.ts`, file: 'guide.md' }),
  )
  repository.commit('Begin', {
    'guide.md': `# Guide\n\n${parts.join('\n')}`,
    // Nothing is to be found beside what is mapped.
    '.git-doc/config.toml': `
doc_files = ["README.md"]
${modelSettings(server.url, { key: 'none' })}
[prices]
${given.prices ?? dear}
[budget]
${given.budget ?? ''}
${mappings.join('')}`,
  })
  const json = jsonOf(repository.run)
  if (!given.firstRun) await repository.run('git-doc update --from HEAD')
  for (const n of Array(given.commits).keys()) {
    repository.commit(`Add step ${n}`, {
      [`src/step${n}.ts`]: `export const step${n} = ${n}\n${code[n]}`,
    })
  }
  return { ...repository, server, json }
}

/** Dollars that suffice for some of the requests due and not for all: less than they cost by any estimate within 15 %. */
const tooLittle = async (json: (line: string) => Promise<{ estimate: { cost: number } }>) =>
  (0.8 * (await json('git-doc update --dry-run')).estimate.cost).toFixed(2)

const waiting = ({ runs }: { runs: readonly { state: string; code?: string }[] }) =>
  runs.filter(({ state, code }) => state === 'planned' && code === 'budget-reached').length

const spentIn = ({ requests }: ModelServer): number =>
  requests.reduce((sum, { body }) => {
    const { usage } = reply(body).body as { usage: Record<string, number> }
    return sum + (usage.prompt_tokens ?? 0) / 1000 + (usage.completion_tokens ?? 0) / 1000
  }, 0)

test('a plan says what an update takes within 15 %, and the question before a first run says it too', async t => {
  const { json, run, server } = await story(t, { commits: 6, firstRun: true })
  const asked = await run('git-doc update')
  t.is(asked.code, 2)
  t.regex(asked.stderr, /first run: 7 commits, 6 sections.*compatible would be asked: 6 requests/)
  t.regex(asked.stderr, /about \$[\d.]+, at most \$[\d.]+\./)
  t.regex(asked.stderr, /--yes/)
  const { runs, estimate } = await json('git-doc update --dry-run')
  t.is(runs.length, 7)
  t.regex((await run('git-doc update --dry-run')).stdout, /Total: 6 requests, about .* tokens in/)
  t.is(server.requests.length, 0)

  t.regex(
    (await run('git-doc update --yes')).stdout,
    /^Models were asked: 6 calls, [\d,]+ tokens, \$\d+\.\d\d\.$/m,
  )
  const { months } = await json('git-doc usage')
  const [used] = months
  t.is(used.calls, 6)
  for (const figure of ['inputTokens', 'outputTokens', 'cost']) {
    const off = estimate[figure] / used[figure] - 1
    t.log(
      `${figure}: ${estimate[figure]} estimated, ${used[figure]} used: ${(100 * off).toFixed(1)} %`,
    )
    t.true(Math.abs(off) <= 0.15, `${figure} is off by ${off}`)
  }
  t.true(used.cost <= estimate.atMost)
  t.true(Math.abs(used.cost - spentIn(server)) < 1e-6, 'what the server counted is what is told')
})

test('--max-cost stops before it is reached; the rest waits, visible, and goes on', async t => {
  const { json, run, server } = await story(t, { commits: 4 })
  const limit = await tooLittle(json)
  const first = await json(`git-doc update --max-cost ${limit}`)
  t.is(first.code, 0, first.stderr)
  const sent = server.requests.length
  t.true(sent > 0 && sent < 4, `${sent} requests`)
  t.true(spentIn(server) <= Number(limit))
  t.true(Math.abs(first.spent.cost - spentIn(server)) < 1e-6)
  t.is(waiting(first), 4 - sent)
  const { stdout } = await run('git-doc status')
  t.regex(stdout, /Waiting[\s\S]*The budget of \$\d\.\d\d for one run is used up/)
  t.true(stdout.includes(`$${limit} for one run`))
  t.regex(stdout, /Models in \d{4}-\d{2}\n {2}\d calls?, [\d,]+ tokens, \$\d/)

  const { position } = await json('git-doc status')
  const again = await json('git-doc update --max-cost 0.01')
  t.is(server.requests.length, sent, 'nothing is sent')
  t.is(waiting(again), 4 - sent)
  t.is((await json('git-doc status')).position, position, 'nor anything recorded')

  const { counts } = await json('git-doc update')
  t.is(counts.planned, 0)
  t.is(server.requests.length, 4)
  t.is((await json('git-doc status')).counts.success, 4)
  t.is((await run('git-doc replay')).code, 0)
})

test('a budget of a month counts what was spent before, and what is raised goes on', async t => {
  const { json, run, server } = await story(t, { commits: 3 })
  const limit = await tooLittle(json)
  await run(`git-doc config set budget.month ${limit}`)
  t.is(waiting(await json('git-doc update')), 3 - server.requests.length)
  const sent = server.requests.length
  t.true(sent > 0 && sent < 3 && spentIn(server) <= Number(limit), `${sent} sent`)
  await run('git-doc update')
  t.is(server.requests.length, sent, 'the next process knows of it')
  const { stdout } = await run('git-doc usage')
  t.regex(stdout, /^Budget: \$\d\.\d\d of \$\d\.\d\d in 20/m)
  t.true(stdout.includes(`of $${limit} in 20`))
  await run('git-doc config set budget.month 100')
  t.is((await json('git-doc update')).counts.success, 3 - sent)
  t.is(server.requests.length, 3)
})

test('a budget of a commit keeps to that commit, over all its attempts', async t => {
  const { json, server } = await story(t, { commits: 2, budget: 'commit = 0.01' })
  const { code, runs } = await json('git-doc update')
  t.is(code, 0)
  t.is(waiting({ runs }), 2)
  t.regex(runs[0].reason, /for one commit is used up: \$0\.00 spent/)
  t.is(server.requests.length, 0)
})

test('a model without a known price works without a budget, and its cost is told as unknown', async t => {
  const { json, run, git, server } = await story(t, { commits: 1, prices: '' })
  const plan = await run('git-doc update --dry-run')
  t.regex(plan.stdout, /the cost is not known/)
  const kept = await run('git-doc update --max-cost 5')
  t.is(kept.code, 2)
  t.regex(kept.stderr, /The price of compatible:served is unknown[\s\S]*\[prices\]/)
  t.is(server.requests.length, 0)
  await run('git-doc config set budget.run 5')
  t.regex((await run('git-doc revert HEAD')).stderr, /./)
  t.notRegex((await run('git-doc revert HEAD')).stderr, /costs is not known/)
  git('checkout', '--quiet', '.git-doc/config.toml')

  t.is((await run('git-doc update')).code, 0)
  t.like((await json('git-doc usage')).months[0], { calls: 1, cost: 0, unpriced: 1 })
  t.regex((await run('git-doc usage')).stdout, /compatible:served .* 1 call unknown/)
  t.regex((await run('git-doc status')).stdout, /1 call, [\d,]+ tokens, 1 call unknown/)
})

test('usage is told by month; what is no month or no amount is wrong usage', async t => {
  const { json, run } = await story(t, { commits: 0 })
  t.regex((await run('git-doc usage')).stdout, /^No model has been called yet\.$/m)
  t.deepEqual((await json('git-doc usage --month 2020-01')).months, [])
  t.is((await run('git-doc usage --month May')).code, 2)
  for (const amount of ['nothing', '0', '-1', '$'])
    t.is((await run(`git-doc update --max-cost '${amount}'`)).code, 2, amount)
  t.is((await run(`git-doc update --max-cost '$0.50'`)).code, 0)
})

test('a retry sends nothing where the prompt is the same, and the cache says so', async t => {
  const { json, run, path, server } = await story(t, { commits: 1 })
  // A hook of the person's that refuses the new tip: that shows only when the answer is there.
  const hook = join(path, '.git/hooks/reference-transaction')
  mkdirSync(dirname(hook), { recursive: true })
  writeFileSync(hook, '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  const first = await json('git-doc update')
  t.is(first.code, 1, JSON.stringify(first))
  t.is(server.requests.length, 1)
  t.regex((await run('git-doc cache')).stdout, /guide\.md#Part 0 +compatible:served/)

  rmSync(hook)
  const plan = await json('git-doc update --dry-run')
  t.is(plan.runs.length, 0, 'what failed waits for a retry')
  const again = await json('git-doc retry')
  t.is(again.counts.success, 1, JSON.stringify(again))
  t.is(server.requests.length, 1)
  const { usage, runs } = await json('git-doc status')
  t.like(usage, { calls: 1, asked: 1, cached: 1 })
  t.like(runs.find(({ state }: { state: string }) => state === 'success')?.usage, { cached: 1 })
  t.regex((await run('git-doc status')).stdout, /Cache hits: 1 of 2 \(50 %\)/)
})

test('a commit that comes back is planned anew and answered from the cache, until that is cleared', async t => {
  const { json, run, git, write, path, server } = await story(t, { commits: 1 })
  const head = git('rev-parse', 'HEAD')
  const codeOf = async () => {
    const { runs } = await json('git-doc update')
    return runs.find(({ commit }: { commit: string }) => commit === head)?.code
  }
  const edit = () => {
    const text = readFileSync(join(path, 'guide.md'), 'utf8')
    write('guide.md', text.replace('## Part 0\n', '## Part 0\n\nMine.\n'))
  }
  const awayAndBack = async () => {
    git('reset', '--quiet', '--hard', 'HEAD~1')
    t.is(await codeOf(), 'rewritten')
    git('reset', '--quiet', '--hard', head)
  }
  edit()
  t.is(await codeOf(), 'section-edited')
  t.is(server.requests.length, 1)

  await awayAndBack()
  edit()
  t.is(await codeOf(), 'section-edited')
  t.is(server.requests.length, 1, 'the cache had it')

  await awayAndBack()
  t.like(await json('git-doc cache clear --older-than 1d'), { cleared: 0 })
  const [answer] = (await json('git-doc cache list')).answers
  t.like(answer, { run: `commit/${head}`, target: 'guide.md#Part 0', expired: false })
  t.like(await json('git-doc cache clear'), { cleared: 1 })
  t.regex((await run('git-doc cache list')).stdout, /The cache is empty/)
  t.is(await codeOf(), undefined)
  t.is((await json('git-doc status')).counts.success, 1)
  t.is(server.requests.length, 2)
  t.is((await run('git-doc replay')).code, 0)
  t.is((await run('git-doc cache drop')).code, 2)
  t.is((await run('git-doc cache clear --older-than soon')).code, 2)
})
