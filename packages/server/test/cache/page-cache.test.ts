import { expect } from 'chai'
import { describe, it } from 'mocha'
import { PageCache } from '../../src/cache/page-cache.js'

interface TestPage {
  readonly bytes: number
  readonly text: string
}

function makeCache(maxBytes = 100) {
  const made: string[] = []
  const cache = new PageCache<TestPage>(maxBytes)
  const get = async (tag: string, key: string, bytes = 10) =>
    (
      await cache.get(tag, key, async () => {
        made.push(`${tag} ${key}`)
        return { bytes, text: `${tag} ${key}` }
      })
    ).text
  return { cache, made, get }
}

describe('PageCache', () => {
  it('makes a page once per tag', async () => {
    const { made, get } = makeCache()
    expect([await get('1', '/a'), await get('1', '/a'), await get('1', '/b')]).to.deep.equal([
      '1 /a',
      '1 /a',
      '1 /b',
    ])
    expect(made).to.deep.equal(['1 /a', '1 /b'])
  })

  it('forgets all pages of a tag with the first request for another one', async () => {
    const { made, get } = makeCache()
    await get('1', '/a')
    expect(await get('2', '/a')).to.equal('2 /a')
    expect(await get('1', '/a')).to.equal('1 /a')
    expect(made).to.deep.equal(['1 /a', '2 /a', '1 /a'])
  })

  it('lets callers share the making of a page', async () => {
    const { made, get } = makeCache()
    await Promise.all([get('1', '/a'), get('1', '/a'), get('1', '/a')])
    expect(made).to.deep.equal(['1 /a'])
  })

  it('does not keep a page whose tag was overtaken while it was made', async () => {
    const { made, get } = makeCache()
    await Promise.all([get('1', '/a'), get('2', '/a')])
    await get('2', '/a')
    expect(made).to.deep.equal(['1 /a', '2 /a'])
  })

  it('keeps within its bounds, those used last first', async () => {
    const { made, get } = makeCache(25)
    await get('1', '/a')
    await get('1', '/b')
    await get('1', '/a')
    await get('1', '/c')
    await get('1', '/a')
    await get('1', '/b')
    expect(made).to.deep.equal(['1 /a', '1 /b', '1 /c', '1 /b'])
  })

  it('serves but does not keep what is larger than all of it', async () => {
    const { made, get } = makeCache(25)
    await get('1', '/big', 26)
    expect(await get('1', '/big', 26)).to.equal('1 /big')
    expect(made).to.have.length(2)
  })

  it('does not keep a failure', async () => {
    const { cache, get } = makeCache()
    const failed = await Promise.resolve(
      cache.get('1', '/a', async () => {
        throw new Error('away')
      }),
    ).catch((error: Error) => error.message)
    expect(failed).to.equal('away')
    expect(await get('1', '/a')).to.equal('1 /a')
  })
})
