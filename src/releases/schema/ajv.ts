// Large, and needed only where schemas are checked: loaded when it is due.
export { Ajv } from 'ajv'
export { Ajv2020 } from 'ajv/dist/2020.js'
export { default as addFormats } from 'ajv-formats'
