import { treeFilesContract } from '../adapters/git/tree-files.contract.ts'
import { memoryTree } from './memory-tree.ts'

treeFilesContract(async (_, files) => memoryTree(files))
