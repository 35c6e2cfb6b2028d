import { dollars } from '../../documentation/dollars.ts'
import { BudgetError } from '../../errors.ts'
import type { Spending } from '../../ports/provider.ts'
import type { Settings } from '../../ports/settings.ts'

/** Money that is put by for requests before they are made, so that several at a time do not spend the same. */
export interface Ledger {
  /**
   * Puts money by for a request of a commit, when it is clear whether there is enough: BUDGET_REACHED if there is not.
   * What is answered takes what it did cost.
   */
  admit(commit: string, cost: number): Promise<(spent: number) => void>
  /** Why there is not enough, whatever is under way. */
  over(commit: string, cost: number): Promise<string | undefined>
}

/** The budgets of one process, over what was spent before it. */
export const openLedger = (
  limits: Settings['budget'],
  spending: Pick<Spending, 'month' | 'commit'>,
  now: () => number,
): Ledger => {
  const before = new Map<string, Promise<number>>()
  const spent = new Map<string, number>()
  const putBy = new Map<string, number>()
  const underWay = new Set<Promise<void>>()
  const add = (sums: Map<string, number>, keys: readonly string[], cost: number) => {
    for (const key of keys) sums.set(key, (sums.get(key) ?? 0) + cost)
  }

  const accountsOf = async (commit: string) => {
    const month = new Date(now()).toISOString().slice(0, 7)
    const accounts = [
      { key: month, limit: limits.month, words: monthly(month), base: () => spending.month(month) },
      { key: 'run', limit: limits.run, words: ofRun, base: async () => 0 },
      { key: commit, limit: limits.commit, words: ofCommit, base: () => spending.commit(commit) },
    ]
    return Promise.all(
      accounts.map(async ({ base, ...account }) => {
        // Once: what this process spends is in the log soon after, too.
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
      const kept = counting ? (putBy.get(key) ?? 0) : 0
      if (limit !== undefined && cost > 0 && used + kept + cost > limit) {
        return words(dollars(limit), dollars(used), dollars(cost))
      }
    }
    return undefined
  }

  return {
    async over(commit, cost) {
      return overdrawn(await accountsOf(commit), cost, false)
    },
    async admit(commit, cost) {
      const accounts = await accountsOf(commit)
      for (;;) {
        const why = overdrawn(accounts, cost, true)
        if (why === undefined) break
        // What others put by may come back.
        if (underWay.size === 0 || overdrawn(accounts, cost, false))
          throw new BudgetError(why, cost)
        await Promise.race(underWay)
      }
      const keys = accounts.map(({ key }) => key)
      add(putBy, keys, cost)
      let end = () => {}
      const ended = new Promise<void>(resolve => {
        end = resolve
      })
      underWay.add(ended)
      return real => {
        add(putBy, keys, -cost)
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

const ofRun: Words = (limit, used, next) =>
  `The budget of ${limit} for one run is used up: ${used} spent, and the next request may cost ${next}. The next "git-doc update" goes on.`

const ofCommit: Words = (limit, used, next) =>
  `The budget of ${limit} for one commit is used up: ${used} spent, and the next request may cost ${next}. The work goes on when budget.commit is raised.`
