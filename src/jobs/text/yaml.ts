// Large, and needed only where a template has front matter: loaded when it is due.
export { LineCounter, parseDocument } from 'yaml'
