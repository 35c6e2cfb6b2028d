import { failing } from '../gate-place.ts'
import type { BuiltGate } from '../gates.ts'
import { findingName, lookAtTools } from '../tool-health.ts'

/** Every tool that the configuration names is there, in a version that is wanted. What runs was allowed with the gate. */
export const toolHealth: BuiltGate = {
  async look({ run, root, gate }, { programs, processes, signal, tools }) {
    const names = Object.keys(programs)
    const looked = await lookAtTools(programs, {
      ...{ processes, run, root, signal },
      timeout: gate.budget.ms,
    })
    const versions = Object.fromEntries(
      names.flatMap(name => {
        const { version } = looked.find(each => each.name === findingName(name)) ?? {}
        return version === undefined ? [] : [[name, version]]
      }),
    )
    const bad = looked.filter(({ state }) => state !== 'ok')
    const facts = {
      tools: names.length,
      versions: { ...(await tools.versions()), ...versions },
      ...(bad.length > 0 && {
        problems: bad.map(({ name, code, detail, hint }) => ({ name, code, detail, hint })),
      }),
    }
    const [first] = bad
    if (!first) return { facts }
    const { name, detail, hint } = first
    const more = bad.length > 1 ? ` ${bad.length - 1} more.` : ''
    const advice = hint === undefined ? '' : ` ${hint}`
    return failing('TOOLS_WRONG', `${name}: ${detail}${advice}${more}`, facts)
  },
}
