import { locateRepository } from '../../../src/adapters/git/open.ts'
import { openReleaseGit } from '../../../src/adapters/git/release-git.ts'
import { releaseGitContract } from './release-git.contract.ts'

releaseGitContract(async path => openReleaseGit(await locateRepository(path)))
