import { lstat, readdir, readFile, readlink, stat } from 'node:fs/promises'

const refuse = () => Promise.reject(new Error('The repository is only read.'))

/** All that isomorphic-git is given of the disk. */
export const readOnly = {
  promises: {
    lstat,
    readdir,
    readFile,
    readlink,
    stat,
    mkdir: refuse,
    rmdir: refuse,
    symlink: refuse,
    unlink: refuse,
    writeFile: refuse,
  },
}
