// Large, and needed only where there is YAML: loaded when it is due.
export { LineCounter, parseDocument } from 'yaml'
