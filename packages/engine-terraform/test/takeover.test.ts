import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isWaybillError, newId, type RunId } from '@waybill/core'
import { expect } from 'chai'
import { afterEach, beforeEach, it } from 'mocha'
import { isGroupGone } from '../src/process/process-group.cjs'
import { isRunning, type ProcessIdentity, readIdentityFile } from '../src/process/process-identity.cjs'
import { type ControlFiles, controlFiles } from '../src/supervisor/control-files.cjs'
import { findProcessEnd } from '../src/supervisor/process-end.js'
import { describeTerraform } from './support/describe-terraform.js'
import { readFixture } from './support/read-template.js'
import { listResources, Recorder } from './support/recorder.js'
import { until } from './support/until.js'
import { WorkerProcess } from './support/worker.js'
import { noSignal, Workshop } from './support/workshop.js'

const atGate = (recorder: Recorder) => recorder.log.includes('at the gate')

describeTerraform('a run whose processes are killed', () => {
  let workshop: Workshop
  let recorder: Recorder
  let runId: RunId
  let files: ControlFiles
  let worker: WorkerProcess | undefined
  beforeEach(() => {
    workshop = new Workshop()
    recorder = new Recorder()
    runId = newId<RunId>()
    files = controlFiles(join(workshop.workDir, runId))
  })
  afterEach(async () => {
    worker?.signal('SIGCONT')
    await worker?.kill()
    worker = undefined
    await workshop.remove()
  })

  /** A worker in the middle of the second resource of three. */
  const startWorker = async (): Promise<WorkerProcess> => {
    const { workDir, chainVariables: variables } = workshop
    worker = new WorkerProcess({ runId, workDir, variables }, recorder)
    await recorder.until(atGate)
    return worker
  }

  const identityIn = (file: string): ProcessIdentity => {
    const identity = readIdentityFile(file)
    if (!identity) throw new Error(`no process in ${file}`)
    return identity
  }

  /** The second attempt, with what the first one has stored. */
  const finish = async (): Promise<void> => {
    const job = workshop.job(
      {
        runId,
        attempt: 2,
        template: readFixture('chain'),
        variables: workshop.chainVariables,
        state: recorder.state,
      },
      recorder,
    )
    const session = await workshop.open(workshop.engine(), job)
    workshop.openGate()
    await session.plan(noSignal())
    const { outputs } = await session.apply(noSignal())
    await session.close()
    expect(outputs).to.have.nested.property('book.value', workshop.book)
    expect(workshop.readBook()).to.deep.equal(['first', 'second', 'third'])
    expect(listResources(recorder.state)).to.have.members(['first', 'second', 'third'])
    expect(recorder.gaps).to.deep.equal([])
    expect(existsSync(files.directory)).to.equal(false)
  }

  it('is interrupted when its worker is killed, and finished by the next attempt, each resource once', async () => {
    const killed = await startWorker()
    const stored = recorder.size
    await killed.kill()
    await until(() => findProcessEnd(files.exit, 2) !== undefined)
    expect(findProcessEnd(files.exit, 2)).to.include({
      stopped: 'worker-gone',
      killed: false,
      groupEmpty: true,
    })
    const spool = readFileSync(files.spool, 'utf8')
    expect(spool.length).to.be.greaterThan(stored)
    await finish()
    expect(recorder.salvaged).to.deep.equal([1])
    expect(recorder.log.startsWith(spool)).to.equal(true)
    expect(recorder.messages).to.include.members(['applied by a worker that is to die'])
    expect(recorder.messages.join('\n')).to.match(
      /Attempt 2 goes on from the state that an earlier attempt left/,
    )
  })

  it('tells anew what it did with each resource, also where that part of its log is stored', async () => {
    const killed = await startWorker()
    await killed.kill()
    await until(() => findProcessEnd(files.exit, 2) !== undefined)
    const told = recorder.resources.length
    const job = workshop.job(
      {
        runId,
        attempt: 2,
        template: readFixture('chain'),
        variables: workshop.chainVariables,
        state: recorder.state,
      },
      recorder,
    )
    await workshop.open(workshop.engine(), job)
    expect(recorder.resources.slice(told)).to.include('completed create terraform_data.first')
    expect(recorder.salvaged).to.deep.equal([1])
  })

  it('knows nothing of the end of an attempt on another host', async () => {
    const killed = await startWorker()
    await killed.kill()
    const elsewhere = new Workshop()
    try {
      const job = elsewhere.job(
        {
          runId,
          attempt: 2,
          template: readFixture('chain'),
          variables: workshop.chainVariables,
          state: recorder.state,
        },
        recorder,
      )
      await elsewhere.open(elsewhere.engine(), job)
      expect(recorder.salvaged).to.deep.equal([])
    } finally {
      await elsewhere.remove()
    }
  })

  it('is taken over at once, while the killed attempt is still ending', async () => {
    const killed = await startWorker()
    const terraform = identityIn(files.terraform)
    await killed.kill()
    await finish()
    expect(isGroupGone(terraform)).to.equal(true)
  })

  it('is interrupted by the next attempt when worker and supervisor are both killed', async () => {
    const killed = await startWorker()
    const terraform = identityIn(files.terraform)
    process.kill(identityIn(files.supervisor).pid, 'SIGKILL')
    process.kill(terraform.pid, 0)
    await killed.kill()
    await finish()
    expect(isGroupGone(terraform)).to.equal(true)
    expect(recorder.messages.filter(message => message.includes('Interrupt received'))).to.have.length(1)
  })

  it('goes on from the stored state when Terraform was killed and left a torn one', async () => {
    const killed = await startWorker()
    await recorder.until(({ states }) => states.length > 0)
    const terraform = identityIn(files.terraform)
    process.kill(-terraform.pid, 'SIGKILL')
    await killed.kill()
    await until(() => isGroupGone(terraform))
    writeFileSync(join(files.directory, 'module', 'terraform.tfstate'), '')
    await finish()
  })

  it('does not plan when resources were made and no state of them is left', async () => {
    const killed = await startWorker()
    const terraform = identityIn(files.terraform)
    process.kill(-terraform.pid, 'SIGKILL')
    await killed.kill()
    await until(() => isGroupGone(terraform))
    writeFileSync(join(files.directory, 'module', 'terraform.tfstate'), '')
    const job = workshop.job({ runId, attempt: 2, template: readFixture('chain') }, recorder)
    try {
      await workshop.open(workshop.engine(), { ...job, state: undefined })
      expect.fail('it opened')
    } catch (error) {
      if (!isWaybillError(error)) throw error
      expect(error.code).to.equal('RUN_FAILED')
      expect(error.message).to.include('terraform_data.first')
    }
  })

  it('is interrupted before its deadline when the worker is stopped and cannot renew it', async () => {
    const stopped = await startWorker()
    const startedAt = performance.now()
    await stopped.renew(2_000)
    stopped.signal('SIGSTOP')
    await until(() => findProcessEnd(files.exit, 2) !== undefined)
    expect(performance.now() - startedAt).to.be.lessThan(2_500)
    expect(findProcessEnd(files.exit, 2)).to.include({ stopped: 'deadline', killed: false, groupEmpty: true })
    await finish()
  })

  it('ends the supervisor of a worker that only sleeps, so that it starts nothing when it wakes up', async () => {
    const stopped = await startWorker()
    const supervisor = identityIn(files.supervisor)
    await stopped.renew(500)
    stopped.signal('SIGSTOP')
    await until(() => findProcessEnd(files.exit, 2) !== undefined)
    expect(isRunning(supervisor)).to.equal(true)
    await finish()
    await until(() => !isRunning(supervisor))
  })

  it('is interrupted by its worker when the supervisor is killed, and may be taken up again', async () => {
    const job = workshop.job(
      { runId, template: readFixture('chain'), variables: workshop.chainVariables },
      recorder,
    )
    const session = await workshop.open(workshop.engine(), job)
    await session.plan(noSignal())
    const applied = session.apply(noSignal()).catch((error: unknown) => error)
    await recorder.until(atGate)
    process.kill(identityIn(files.supervisor).pid, 'SIGKILL')
    const error = await applied
    expect(error).to.include({ code: 'STALE_ATTEMPT' })
    expect(listResources(recorder.state)).to.deep.equal(['first', 'second tainted'])
    await session.close({ keep: true })
    await finish()
  })
})
