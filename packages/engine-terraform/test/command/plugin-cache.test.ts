import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { findPluginCacheDir, parsePluginCacheDir } from '../../src/command/plugin-cache.js'

describe('the cache of providers that the CLI uses', () => {
  let HOME: string
  beforeEach(() => {
    HOME = mkdtempSync(join(tmpdir(), 'waybill-home-'))
  })
  afterEach(() => rmSync(HOME, { recursive: true, force: true }))

  it('is the one of its environment before that of its configuration', async () => {
    writeFileSync(join(HOME, '.terraformrc'), 'plugin_cache_dir = "/config"\n')
    expect(await findPluginCacheDir('terraform', { HOME, TF_PLUGIN_CACHE_DIR: '/env' })).to.equal('/env')
    expect(await findPluginCacheDir('terraform', { HOME })).to.equal('/config')
    expect(await findPluginCacheDir('tofu', { HOME })).to.equal(undefined)
    const file = join(HOME, 'other.rc')
    writeFileSync(file, 'plugin_cache_dir = "/other"\n')
    expect(await findPluginCacheDir('tofu', { HOME, TF_CLI_CONFIG_FILE: file })).to.equal('/other')
  })

  for (const { name, config, directory } of [
    { name: 'a variable', config: 'plugin_cache_dir = "$HOME/plugins"', directory: '/home/ada/plugins' },
    { name: 'a variable in braces', config: 'plugin_cache_dir="\u0024{HOME}x"', directory: '/home/adax' },
    { name: 'JSON', config: '{\n  "plugin_cache_dir": "/a b"\n}', directory: '/a b' },
    { name: 'a comment only', config: '# plugin_cache_dir = "/x"', directory: undefined },
    { name: 'nothing of it', config: 'disable_checkpoint = true', directory: undefined },
  ]) {
    it(`is read where the configuration has ${name}`, () => {
      expect(parsePluginCacheDir(config, { HOME: '/home/ada' })).to.equal(directory)
    })
  }
})
