import { expect } from 'chai'
import { describe, it } from 'mocha'
import { healthSchema } from '../../health.js'
import { expectCode } from '../expect-code.js'
import type { WaybillSubject } from './use-waybill.js'

/** What a caller sees of health and templates. */
export function describeServiceApi(subject: WaybillSubject): void {
  describe('health', () => {
    it('tells of every part', async () => {
      const health = await subject.waybill.health()
      expect(healthSchema.parse(health)).to.deep.equal(health)
      expect(health).to.include({ ok: true, catalogVersion: 1 })
    })
  })

  describe('templates', () => {
    it('are listed', async () => {
      const [template] = await subject.waybill.templates.list()
      expect(template).to.include({ name: 'simulated', builtIn: true, default: true, error: null })
    })

    it('are proven', async () => {
      expect(await subject.waybill.templates.check('simulated')).to.include({
        name: 'simulated',
        error: null,
      })
    })

    for (const name of ['nothing', 'a/b', '..', ''])
      it(`are not found by the name ${JSON.stringify(name)}`, async () => {
        await expectCode(subject.waybill.templates.check(name), 'TEMPLATE_NOT_FOUND')
      })
  })
}
