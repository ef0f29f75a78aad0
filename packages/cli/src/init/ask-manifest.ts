import { cancel, confirm, intro, multiselect, note, outro, select, text } from '@clack/prompts'
import { type Component, componentTypes, type Manifest } from '@waybill/core'
import type { InferredManifest } from './infer-manifest.js'

/** Asks a person about a manifest, with what was found as the answers so far; undefined when it is called off. */
export async function askManifest(
  { manifest, origins, notes }: InferredManifest,
  path: string,
): Promise<Manifest | undefined> {
  intro(`A manifest for ${path}`)
  const found = origins.map(({ what, value, from }) => `${what}: ${value}  (${from})`)
  note([...found, ...notes].join('\n'), 'What was found')
  try {
    const asked = await ask(manifest)
    note(JSON.stringify(asked, undefined, 2), path)
    if (!(await answer(confirm({ message: 'Write it?' })))) throw new CalledOff()
    outro(`\`waybill validate ${path}\` checks it, \`waybill sync\` takes it into the catalog.`)
    return asked
  } catch (error) {
    if (!(error instanceof CalledOff)) throw error
    cancel('Nothing was written.')
    return undefined
  }
}

class CalledOff extends Error {}

/** The only symbol that a prompt answers says that it was called off. */
async function answer<Value>(prompt: Promise<Value>): Promise<Exclude<Value, symbol>> {
  const value = await prompt
  if (typeof value === 'symbol') throw new CalledOff()
  return value as Exclude<Value, symbol>
}

async function ask(manifest: Manifest): Promise<Manifest> {
  const appName = await answer(
    text({
      message: 'Name of the app, for people',
      initialValue: manifest.appName,
      validate: value =>
        (value ?? '').trim() === '' || (value ?? '').length > 100 ? '1 to 100 characters' : undefined,
    }),
  )
  const description = await answer(
    text({
      message: 'What does it do?',
      placeholder: '(may stay empty)',
      initialValue: manifest.description ?? '',
    }),
  )
  const owner = await answer(
    text({ message: 'Which team owns it?', placeholder: '(may stay empty)', initialValue: '' }),
  )
  const components = await askComponents(manifest.components)
  const { components: _, appName: __, description: ___, ...rest } = manifest
  return {
    appName: appName.trim(),
    ...(description && { description }),
    components: [...components],
    ...(owner && { owner }),
    ...rest,
  }
}

async function askComponents(components: readonly Component[]): Promise<readonly Component[]> {
  if (components.length === 0) return []
  const names = await answer(
    multiselect({
      message: 'Which components belong to it?',
      options: components.map(({ name, type, path, port }) => ({
        value: name,
        label: name,
        hint: `${type}, ${path}${port ? `, port ${port}` : ''}`,
      })),
      initialValues: components.map(({ name }) => name),
      required: false,
    }),
  )
  const chosen = components.filter(({ name }) => names.includes(name))
  const right = await answer(confirm({ message: 'Are their types and ports right?' }))
  const answered: Component[] = []
  for (const component of chosen) answered.push(right ? component : await askComponent(component))
  return answered.map(({ dependsOn = [], ...component }) => {
    const kept = dependsOn.filter(name => names.includes(name))
    return kept.length > 0 ? { ...component, dependsOn: kept } : component
  })
}

async function askComponent({ port: inferred, ...component }: Component): Promise<Component> {
  const type = await answer(
    select({
      message: `${component.name}: what is it?`,
      options: componentTypes.map(value => ({ value })),
      initialValue: component.type,
    }),
  )
  const port = await answer(
    text({
      message: `${component.name}: which port does it listen on?`,
      placeholder: '(none)',
      initialValue: inferred ? String(inferred) : '',
      validate: value =>
        /^(?:|[1-9]\d{0,4})$/.test(value ?? '') && Number(value) <= 65535
          ? undefined
          : 'A number from 1 to 65535, or nothing',
    }),
  )
  return { ...component, type, ...(port && { port: Number(port) }) }
}
