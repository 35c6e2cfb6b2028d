// One of the large packages of which the command line and the library share a copy (scripts/build.js).
export { init, parse } from 'es-module-lexer'
