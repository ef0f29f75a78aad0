import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipOf } from './zip-of.js'

/**
 * A mirror of providers on disk, from which the real `init` installs. They are archives with a program of some
 * megabytes that is no provider: `init` looks at the files only.
 * https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
 */
export class ProviderMirror {
  /** To be set as `TF_CLI_CONFIG_FILE`. */
  readonly configFile: string
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
    this.configFile = `${directory}.rc`
    mkdirSync(directory)
    writeFileSync(
      this.configFile,
      `provider_installation {\n  filesystem_mirror {\n    path = "${directory}"\n  }\n}\n`,
    )
  }

  add(name: string, version: string, bytes = 4_000_000): void {
    const folder = join(this.#directory, 'registry.terraform.io', 'acme', name)
    const program = Buffer.alloc(bytes, `${name} ${version} `)
    mkdirSync(folder, { recursive: true })
    const archive = join(folder, `terraform-provider-${name}_${version}_${platform()}.zip`)
    writeFileSync(archive, zipOf(`terraform-provider-${name}_v${version}`, program))
  }
}

/** A module that needs providers of the mirror. */
export function moduleWith(providers: Readonly<Record<string, string>>, comment = ''): string {
  const required = Object.entries(providers).map(
    ([name, version]) =>
      `    ${name} = {\n      source = "acme/${name}"\n      version = "${version}"\n    }\n`,
  )
  return `# ${comment}\nterraform {\n  required_providers {\n${required.join('')}  }\n}\n`
}

function platform(): string {
  return `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`
}
