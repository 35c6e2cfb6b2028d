/** Tests are compiled first (scripts/build.js --tests), so that they run on every Node the package supports. */
export default {
  files: ['build/test/**/*.test.js'],
  timeout: '3m',
  environmentVariables: { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', NO_COLOR: '1' },
}
