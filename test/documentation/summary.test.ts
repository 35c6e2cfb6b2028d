import test from 'ava'
import { summarise } from '../../src/documentation/summary.ts'
import { change, edited } from '../support/diff.ts'

const symbols = (path: string, removed: string[], added: string[]) =>
  summarise(edited(path, removed, added)).symbols

test('lines are counted, and names are removed, added or changed', t => {
  const file = edited(
    'src/a.ts',
    ['export function one() {', 'const two = 2', ''],
    ['export const two = 3', 'class Three {'],
  )
  t.deepEqual(summarise(file), {
    path: 'src/a.ts',
    status: 'modified',
    linesAdded: 2,
    linesRemoved: 3,
    symbols: { added: ['Three'], removed: ['one'], changed: ['two'] },
  })
})

const declared = test.macro({
  exec(t, path: string, line: string, ...names: string[]) {
    t.deepEqual(symbols(path, [], [line]).added, names)
  },
  title: (_, path, line) => `${path}: ${line}`,
})
test(declared, 'a.ts', 'export async function load(id: string) {', 'load')
test(declared, 'a.ts', '  readonly maxRetries?: number', 'maxRetries')
test(declared, 'a.ts', '  async close() {', 'close')
test(declared, 'a.ts', 'interface Options {', 'Options')
test(declared, 'a.js', 'exports.parse = text => {', 'parse')
test(declared, 'a.js', "  .option('-n, --dry-run', 'print')", '--dry-run')
test(declared, 'a.js', '  dryRun: { type: "boolean" },', '--dry-run', 'dryRun')
test(declared, 'a.js', 'const port = process.env.PORT', 'port', 'PORT')
test(declared, 'a.py', '    def total(self, cart):', 'total')
test(declared, 'a.py', '@click.option("--no-stream", is_flag=True)', '--no-stream')
test(declared, 'a.py', 'KEY = os.environ.get("API_KEY")', 'KEY', 'API_KEY')
test(declared, 'a.go', 'func (s *Store) Get(key string) []byte {', 'Get')
test(declared, 'a.go', '\tflag.String("config-file", "", "where")', '--config-file')
test(declared, 'a.go', '\tTimeout time.Duration `json:"timeout"`', 'Timeout', 'timeout')
test(declared, 'a.rs', 'pub fn parse(input: &str) -> Tree {', 'parse')
test(declared, 'a.rs', '    #[arg(long = "max-depth")]', '--max-depth')
test(declared, 'A.java', '  public static int count(String word) {', 'count')
test(declared, 'run.sh', 'build_all() {', 'build_all')
test(declared, 'run.sh', '  --verbose|-v)', '--verbose')
test(declared, 'a.ts', "import { load } from './load.ts'")
test(declared, 'a.ts', '// function old() {')
test(declared, 'a.ts', '  if (ready) {')
test(declared, 'a.ts', "  default: 'x',")
test(declared, 'a.py', '# def old():')
test(declared, 'README.md', 'const a = 1')

test('a moved file keeps its old name, a binary one has no names', t => {
  const moved = change('b.ts', { from: 'a.ts', status: 'renamed' })
  t.like(summarise(moved), { path: 'b.ts', from: 'a.ts', status: 'renamed', linesAdded: 0 })
  t.like(summarise(change('a.png', { binary: true })), { binary: true })
})

// Whatever looks at each of them again for each other one would never end.
test('a line of five megabytes and a change of a hundred thousand lines are read once', t => {
  const long = edited('a.js', [`x="${'a"\''.repeat(1_700_000)}`], ['export const after = 1'])
  t.deepEqual(summarise(long).symbols.added, ['after'])
  const lines = Array.from({ length: 100_000 }, (_, place) => `const name${place} = ${place}`)
  const many = summarise(edited('a.js', [], lines))
  t.is(many.linesAdded, 100_000)
  t.is(many.symbols.added.length, 100)
})
