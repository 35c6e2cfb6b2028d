import { BudgetError } from '../../errors/models.ts'
import { dollars, type Spending } from '../../ports/money.ts'
import type { Settings } from '../../ports/settings.ts'

/** Money is reserved for requests before they are made, so that several at a time do not spend the same money. */
export interface Ledger {
  /**
   * Reserves money for a request of a run, waiting for requests under way if they may leave enough: BUDGET_REACHED if
   * there is not enough. The function it resolves with ends the reservation and takes what was really spent.
   */
  reserve(run: string, cost: number): Promise<(spent: number) => void>
  /** Why the money left is not enough, requests under way not counted; undefined if it is. */
  exceeds(run: string, cost: number): Promise<string | undefined>
}

/** The budgets of one process, over what was spent before it. */
export const openLedger = (
  limits: Settings['budget'],
  spending: Pick<Spending, 'month' | 'run'>,
  now: () => number,
): Ledger => {
  const before = new Map<string, Promise<number>>()
  const spent = new Map<string, number>()
  const reserved = new Map<string, number>()
  const underWay = new Set<Promise<void>>()
  const add = (sums: Map<string, number>, keys: readonly string[], cost: number) => {
    for (const key of keys) sums.set(key, (sums.get(key) ?? 0) + cost)
  }

  const accountsOf = async (run: string) => {
    const month = new Date(now()).toISOString().slice(0, 7)
    const accounts = [
      { key: month, limit: limits.month, words: monthly(month), base: () => spending.month(month) },
      { key: 'process', limit: limits.run, words: ofProcess, base: async () => 0 },
      { key: run, limit: limits.commit, words: ofCommit, base: () => spending.run(run) },
    ]
    return Promise.all(
      accounts.map(async ({ base, ...account }) => {
        // Read once: the log soon has what this process spends as well, and it must not count twice.
        const known = before.get(account.key) ?? base()
        before.set(account.key, known)
        return { ...account, before: await known }
      }),
    )
  }
  type Account = Awaited<ReturnType<typeof accountsOf>>[number]

  const overdrawn = (accounts: readonly Account[], cost: number, counting: boolean) => {
    for (const { key, limit, words, before } of accounts) {
      const used = before + (spent.get(key) ?? 0)
      const kept = counting ? (reserved.get(key) ?? 0) : 0
      if (limit !== undefined && cost > 0 && used + kept + cost > limit) {
        return words(dollars(limit), dollars(used), dollars(cost))
      }
    }
    return undefined
  }

  return {
    async exceeds(run, cost) {
      return overdrawn(await accountsOf(run), cost, false)
    },
    async reserve(run, cost) {
      const accounts = await accountsOf(run)
      for (;;) {
        const why = overdrawn(accounts, cost, true)
        if (why === undefined) break
        // Requests under way may cost less than is reserved for them.
        if (underWay.size === 0 || overdrawn(accounts, cost, false))
          throw new BudgetError(why, cost)
        await Promise.race(underWay)
      }
      const keys = accounts.map(({ key }) => key)
      add(reserved, keys, cost)
      let end = () => {}
      const ended = new Promise<void>(resolve => {
        end = resolve
      })
      underWay.add(ended)
      return real => {
        add(reserved, keys, -cost)
        add(spent, keys, real)
        underWay.delete(ended)
        end()
      }
    },
  }
}

type Words = (limit: string, used: string, next: string) => string

const monthly =
  (month: string): Words =>
  (limit, used, next) =>
    `The budget of ${limit} a month is used up: ${used} spent in ${month}, and the next request may cost ${next}. The work goes on when budget.month is raised, or next month.`

const ofProcess: Words = (limit, used, next) =>
  `The budget of ${limit} for one run is used up: ${used} spent, and the next request may cost ${next}. The next "git-doc update" goes on.`

const ofCommit: Words = (limit, used, next) =>
  `The budget of ${limit} for one commit is used up: ${used} spent, and the next request may cost ${next}. The work goes on when budget.commit is raised.`
