import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StateSnapshot } from '@waybill/core'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { StateJournal } from '../../src/state/state-journal.js'
import { until } from '../support/until.js'

describe('the state journal', () => {
  let directory: string
  let file: string
  let told: number[]
  let journal: StateJournal | undefined
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'waybill-journal-'))
    file = join(directory, 'terraform.tfstate')
    told = []
  })
  afterEach(() => {
    journal?.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const open = (known?: Pick<StateSnapshot, 'serial' | 'lineage'>) => {
    const onState = ({ serial }: StateSnapshot) => told.push(serial)
    journal = new StateJournal({ directory, file, known: known && { ...known, bytes: Buffer.of() }, onState })
    return journal
  }
  const write = (serial: number, lineage = 'ours') =>
    writeFileSync(file, JSON.stringify({ version: 4, serial, lineage, resources: [] }))

  it('tells of a state soon after it was written, without being asked', async () => {
    open()
    write(1)
    await until(() => told.length === 1)
    write(2)
    await until(() => told.length === 2)
    expect(told).to.deep.equal([1, 2])
  })

  it('tells at once of what is there when it is asked, and never twice', () => {
    const asked = open()
    write(7)
    asked.read()
    asked.read()
    expect(told).to.deep.equal([7])
  })

  for (const { name, prepare } of [
    { name: 'is missing', prepare: () => undefined },
    { name: 'is empty', prepare: () => writeFileSync(file, '') },
    { name: 'is half written', prepare: () => writeFileSync(file, '{"version": 4, "ser') },
    { name: 'is the known one', prepare: () => write(3) },
    { name: 'is older than the known one', prepare: () => write(2) },
    { name: 'is of another lineage', prepare: () => write(9, 'theirs') },
  ]) {
    it(`tells nothing of a state that ${name}`, () => {
      const asked = open({ serial: 3, lineage: 'ours' })
      prepare()
      asked.read()
      expect(told).to.deep.equal([])
    })
  }
})
