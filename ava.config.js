/** Tests are compiled first (scripts/build.js --tests), so that they run on every Node the package supports. */
export default {
  files: ['build/test/**/*.test.js'],
  // A test file is a process of its own: to start git from a large one with many threads takes twice as long.
  workerThreads: false,
  timeout: '3m',
  environmentVariables: { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', NO_COLOR: '1' },
}
