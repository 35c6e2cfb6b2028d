/** Tests are compiled first (scripts/build.js --tests), so that they run on every Node the package supports. */
export default {
  files: ['build/test/**/*.test.js'],
  // A test file is a process of its own: to start Git from a large one with many threads takes several times as long.
  workerThreads: false,
  // Of silence, and only against what hangs: on a slow machine whatever takes a second takes a minute.
  timeout: '15m',
  environmentVariables: { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', NO_COLOR: '1' },
}
