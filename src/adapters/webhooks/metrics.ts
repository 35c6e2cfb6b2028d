/** Upper bounds, in seconds, of the times that deliveries took to be durable. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** Counts what the receiver did, as Prometheus reads it. */
export const openMetrics = () => {
  const deliveries = new Map<string, number>()
  const refused = new Map<number, number>()
  const buckets = bounds.map(() => 0)
  let [count, sum] = [0, 0]
  return {
    delivered(forge: string, result: string, seconds: number): void {
      const key = `forge="${forge}",result="${result}"`
      deliveries.set(key, (deliveries.get(key) ?? 0) + 1)
      for (const [index, bound] of bounds.entries())
        if (seconds <= bound) buckets[index] = (buckets[index] ?? 0) + 1
      count += 1
      sum += seconds
    },
    refused(status: number): void {
      refused.set(status, (refused.get(status) ?? 0) + 1)
    },
    /** `more` are further values: a name, with its labels, and a number each. */
    text(more: Iterable<readonly [name: string, help: string, value: number]> = []): string {
      const lines = [
        ...about(
          'git_doc_webhook_deliveries_total',
          'counter',
          'Signed deliveries, by what became of them.',
        ),
        ...[...deliveries].map(
          ([key, value]) => `git_doc_webhook_deliveries_total{${key}} ${value}`,
        ),
        ...about(
          'git_doc_webhook_refused_total',
          'counter',
          'Requests that were refused, by status.',
        ),
        ...[...refused].map(
          ([status, value]) => `git_doc_webhook_refused_total{status="${status}"} ${value}`,
        ),
        ...about(
          'git_doc_webhook_durable_seconds',
          'histogram',
          'From the end of a request to its being durable.',
        ),
        ...bounds.map(
          (bound, index) =>
            `git_doc_webhook_durable_seconds_bucket{le="${bound}"} ${buckets[index] ?? 0}`,
        ),
        `git_doc_webhook_durable_seconds_bucket{le="+Inf"} ${count}`,
        `git_doc_webhook_durable_seconds_sum ${sum}`,
        `git_doc_webhook_durable_seconds_count ${count}`,
      ]
      const told = new Set<string>()
      for (const [name, help, value] of more) {
        const bare = name.replace(/\{.*$/s, '')
        if (!told.has(bare)) lines.push(...about(bare, 'gauge', help))
        told.add(bare)
        lines.push(`${name} ${value}`)
      }
      return `${lines.join('\n')}\n`
    },
  }
}

const about = (name: string, type: string, help: string): readonly string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
]
