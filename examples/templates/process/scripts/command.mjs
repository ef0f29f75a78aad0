import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * How a component is started: its annotation `command`, else what its Dockerfile would run.
 * Answers the program and its arguments. No shell reads the annotation.
 */
export function findCommand(annotation, folder) {
  if (annotation !== null) return splitWords(annotation)
  const command = parseDockerfile(readDockerfile(folder))
  if (command.length > 0) return command
  throw new Error('There is no command: give the component an annotation "command", or its Dockerfile a CMD.')
}

/** Splits at blanks; quotes keep them: `node "my server.js"`. */
export function splitWords(text) {
  const words = [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)]
  if (words.length === 0) throw new Error('The annotation "command" is empty.')
  return words.map(([, double, single, plain]) => double ?? single ?? plain)
}

/** What a container of the last stage would run, ENTRYPOINT before CMD. Variables are left to the shell form. */
export function parseDockerfile(text) {
  const lines = text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)
  let entrypoint = []
  let command = []
  for (const line of lines) {
    const [, instruction = '', rest = ''] = /^\s*(\w+)\s+(.*?)\s*$/.exec(line) ?? []
    if (/^FROM$/i.test(instruction)) entrypoint = command = []
    if (/^ENTRYPOINT$/i.test(instruction)) entrypoint = parseForm(rest)
    if (/^CMD$/i.test(instruction)) command = parseForm(rest)
  }
  return [...entrypoint, ...command]
}

/** A JSON array is taken as it is; anything else is for the shell, as Docker has it. */
function parseForm(text) {
  try {
    const words = JSON.parse(text)
    if (Array.isArray(words) && words.every(word => typeof word === 'string')) return words
  } catch {
    // The shell form.
  }
  return ['/bin/sh', '-c', text]
}

function readDockerfile(folder) {
  try {
    return readFileSync(join(folder, 'Dockerfile'), 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return ''
    throw error
  }
}
