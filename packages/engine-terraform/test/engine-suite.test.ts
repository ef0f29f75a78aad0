import { describeEngine } from '@waybill/core/testing'
import { describeTerraform } from './support/describe-terraform.js'
import { readExample, readFixture } from './support/read-template.js'
import { Workshop } from './support/workshop.js'

describeTerraform('terraformEngine on the real CLI', () => {
  describeEngine(
    'terraformEngine',
    async () => {
      const workshop = new Workshop()
      return { engine: workshop.engine(), close: () => workshop.remove() }
    },
    {
      plain: { template: readExample('local') },
      slow: { template: readFixture('slow') },
      failing: { template: readFixture('failing') },
    },
  )
})
