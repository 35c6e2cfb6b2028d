// One of the large packages of which the command line and the library share a copy (scripts/build.js).
export { Errors, expandOid, listRefs, readObject, resolveRef } from 'isomorphic-git'
