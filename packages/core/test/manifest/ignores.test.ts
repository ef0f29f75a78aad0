import { expect } from 'chai'
import { describe, it } from 'mocha'
import { parseManifest } from '../../src/manifest/parse-manifest.js'
import { scan } from '../../src/source/scan.js'
import { makeTree } from '../diagnostic/make-tree.js'

const web = (more: string) => `{"name": "web", "type": "frontend", "path": "."${more}}`
const app = (top: string, ...components: readonly string[]) =>
  `{"appName": "A", ${top}"components": [${components.join(', ')}]}`
const ignore = (entries: string) => `"x-waybill-ignore": {${entries}}`

describe('a manifest ignores a warning', () => {
  const cases = [
    {
      name: 'in the component that it is about',
      text: app('', web(`, ${ignore('"WB213": "Static."')}`)),
      codes: [],
    },
    { name: 'at the top, everywhere', text: app(`${ignore('"WB213": "Static."')}, `, web('')), codes: [] },
    {
      name: 'but not in another component',
      text: app('', web(`, ${ignore('"WB213": "Static."')}`), web('').replace('"web"', '"api"')),
      codes: ['WB213'],
    },
    {
      name: 'but no other warning',
      text: app(`${ignore('"WB207": "Mine."')}, `, web('')),
      codes: ['WB213', 'WB220'],
    },
    {
      name: 'but never an error',
      text: app(`${ignore('"WB203": "Fine."')}, `, web(', "port": "80"')),
      codes: ['WB203', 'WB221'],
    },
    {
      name: 'only with a reason',
      text: app(`${ignore('"WB213": " "')}, `, web('')),
      codes: ['WB213', 'WB221'],
    },
    {
      name: 'only by a code there is',
      text: app(`${ignore('"WB999": "Why."')}, `, web(', "port": 80')),
      codes: ['WB221'],
    },
    {
      name: 'only in an object',
      text: app('"x-waybill-ignore": ["WB213"], ', web('')),
      codes: ['WB213', 'WB221'],
    },
    {
      name: 'and is not told that it does so for nothing where files or own rules decide',
      text: app(`${ignore('"WB310": "Base.", "acme/owner": "None."')}, `, web(', "port": 80')),
      codes: [],
    },
    {
      name: 'also where the syntax is broken',
      text: app(`${ignore('"WB213": "Static."')},, `, web('')),
      codes: ['WB124'],
    },
    {
      name: 'and a pointer that only starts alike is another one',
      text: app(
        '',
        ...Array.from({ length: 11 }, (_, index) =>
          web(index === 1 ? `, ${ignore('"WB213": "Static."')}` : ', "port": 80').replace(
            '"web"',
            `"w${index}"`,
          ),
        ),
      ).replace(
        '"w10", "type": "frontend", "path": ".", "port": 80',
        '"w10", "type": "frontend", "path": "."',
      ),
      codes: ['WB213'],
    },
  ]
  for (const { name, text, codes } of cases)
    it(name, () => {
      const { diagnostics } = parseManifest(text)
      expect(diagnostics.map(({ code }) => code).sort()).to.deep.equal(codes)
    })

  it('of its files and of its folder, and is told when there is none', async () => {
    const manifest = (ignored: string) => app(`${ignore(ignored)}, `, web(', "port": 80'))
    using tree = makeTree({
      'syncs/app-manifest.json': manifest('"WB403": "Known.", "WB310": "Base image."'),
      'syncs/Dockerfile': 'FROM x\nEXPOSE 90\n',
      'good/app-manifest.json': manifest('"WB310": "Base image."'),
      'good/Dockerfile': 'FROM x\nEXPOSE 80\n',
    })
    const { diagnostics } = await scan(tree.path)
    expect(diagnostics.map(({ file, code }) => [file, code])).to.deep.equal([
      ['good/app-manifest.json', 'WB220'],
    ])
  })
})
