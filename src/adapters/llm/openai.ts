// One of the large packages of which the command line and the library share a copy (scripts/build.js).
export { OpenAI } from 'openai'
