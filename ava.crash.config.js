import suite from './ava.config.js'

/** The suites that take minutes: `npm run test:crash`. */
export default { ...suite, files: ['build/test/crash/*.faults.js'], concurrency: 2 }
