import { expect } from 'chai'
import { describe, it } from 'mocha'
import { buildEnvironment, findSecrets } from '../../src/command/environment.js'

const fixed = { TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1' }

describe('the environment of Terraform', () => {
  const cases: readonly {
    name: string
    worker?: Record<string, string>
    template?: Record<string, string>
    names?: string[]
    pluginCacheDir?: string
    passed: Record<string, string>
  }[] = [
    { name: 'says that nobody is there', worker: {}, passed: {} },
    {
      name: 'has what programs need to work',
      worker: { PATH: '/bin', HOME: '/root', TMPDIR: '/tmp', LANG: 'C', USER: 'ann', SHELL: '/bin/sh' },
      passed: { PATH: '/bin', HOME: '/root', TMPDIR: '/tmp', LANG: 'C' },
    },
    {
      name: 'has proxies in both spellings, and certificates',
      worker: { HTTPS_PROXY: 'a', no_proxy: 'b', SSL_CERT_FILE: 'c', SSL_CERT_DIR: 'd', FTP_PROXY: 'e' },
      passed: { HTTPS_PROXY: 'a', no_proxy: 'b', SSL_CERT_FILE: 'c', SSL_CERT_DIR: 'd' },
    },
    {
      name: "has Terraform's configuration and plugin cache, but not its other settings",
      worker: { TF_CLI_CONFIG_FILE: 'a', TF_PLUGIN_CACHE_DIR: 'b', TF_LOG: 'trace' },
      passed: { TF_CLI_CONFIG_FILE: 'a', TF_PLUGIN_CACHE_DIR: 'b' },
    },
    {
      name: 'has no credentials that the template does not name',
      worker: { AWS_SECRET_ACCESS_KEY: 'a', GOOGLE_CREDENTIALS: 'b' },
      names: ['GOOGLE_*'],
      passed: { GOOGLE_CREDENTIALS: 'b' },
    },
    {
      name: 'takes a name without a star as it is',
      worker: { AWS_REGION: 'a', AWS_REGION_2: 'b' },
      names: ['AWS_REGION'],
      passed: { AWS_REGION: 'a' },
    },
    {
      name: "has none of Waybill's secrets and nothing that changes what Terraform does, even when asked",
      worker: {
        POSTGRES_PASSWORD: 'a',
        DATABASE_URL: 'b',
        WAYBILL_TOKEN: 'c',
        TF_VAR_waybill: 'd',
        TF_CLI_ARGS_apply: 'e',
        TF_CLI_ARGS: 'f',
        TF_DATA_DIR: 'g',
        TF_WORKSPACE: 'h',
        OTHER: 'i',
      },
      names: ['*'],
      passed: { OTHER: 'i' },
    },
    {
      name: "takes a template's own value where the worker has none",
      worker: { A: 'worker' },
      template: { A: 'template', B: 'template', C: 'not named' },
      names: ['A', 'B'],
      passed: { A: 'worker', B: 'template' },
    },
    {
      name: 'takes nothing from a template that is always the worker’s',
      template: { PATH: '/evil', WAYBILL_X: 'x' },
      worker: { PATH: '/bin' },
      names: ['*'],
      passed: { PATH: '/bin' },
    },
    {
      name: 'prefers the set plugin cache',
      worker: { TF_PLUGIN_CACHE_DIR: 'a' },
      pluginCacheDir: '/cache',
      passed: { TF_PLUGIN_CACHE_DIR: '/cache' },
    },
    {
      name: 'does not let a template say that somebody is there',
      worker: { TF_IN_AUTOMATION: '', TF_INPUT: '1' },
      names: ['TF_*'],
      passed: {},
    },
  ]
  for (const { name, worker = {}, template, names = [], pluginCacheDir, passed } of cases) {
    it(name, () => {
      const environment = buildEnvironment({ worker, template, names, pluginCacheDir })
      expect(environment).to.deep.equal({ ...passed, ...fixed })
    })
  }

  it('holds secrets in what a template asked for and calls so, not in regions', () => {
    const environment = { AWS_SECRET_ACCESS_KEY: 's1', AWS_REGION: 'eu', DEMO_PASSWORD: 's2', PATH: '/bin' }
    expect(findSecrets(environment, ['AWS_*', 'DEMO_PASSWORD'])).to.deep.equal(['s1', 's2'])
  })
})
