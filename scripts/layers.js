// Checks the import rule of ARCHITECTURE.md, and that there was something to check:
// dependency-cruiser passes on zero modules when it cannot read TypeScript.
import { cruise, format } from 'dependency-cruiser'
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config'

const options = await extractOptions('./.dependency-cruiser.cjs')
const { output } = await cruise(['src'], { ...options, validate: true }, undefined, {
  tsConfig: extractTsConfig('tsconfig.json'),
})
const { output: report, exitCode } = await format(output, { outputType: 'err-long' })
process.stdout.write(report)
const modules = output.summary.totalCruised
if (modules < 20) {
  process.stderr.write(`Only ${modules} modules were found: the rule was not checked.\n`)
  process.exit(1)
}
process.exit(exitCode === 0 ? 0 : 1)
