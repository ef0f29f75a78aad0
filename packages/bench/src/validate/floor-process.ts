import { readDockerfiles, scanFloor, watchedFiles } from '../sync/floor.js'

// A process of its own: node's start is part of it, as it is of the command.
const directory = process.argv[2] ?? '.'
if (scanFloor(directory).length === 0) throw new Error(`There are no apps in ${directory}.`)
if (process.argv[3] === 'all') readDockerfiles(watchedFiles(directory))
