// One of the large packages of which the command line and the library share a copy (scripts/build.js).
export {
  Errors,
  expandOid,
  listRefs,
  listServerRefs,
  readObject,
  resolveRef,
} from 'isomorphic-git'
