import picomatch from 'picomatch'

/** Lists of globs as git-doc reads them: any may match, `!glob` takes back. */
export const matching = (globs: readonly string[]): ((path: string) => boolean) =>
  picomatch(
    globs.filter(glob => !glob.startsWith('!')),
    {
      dot: true,
      nonegate: true,
      ignore: globs.filter(glob => glob.startsWith('!')).map(glob => glob.slice(1)),
    },
  )
