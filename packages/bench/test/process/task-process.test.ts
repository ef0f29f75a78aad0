import { expect } from 'chai'
import { describe, it } from 'mocha'
import { TaskProcess } from '../../src/process/task-process.js'
import type { SumTasks } from './sum-process.js'

const module = new URL('./sum-process.js', import.meta.url)

/** The message of what a promise rejects with. */
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: Error) => error.message,
  )

describe('TaskProcess', () => {
  it('answers what a task answers, in another process', async () => {
    await using process_ = new TaskProcess<SumTasks>({ module, signal: new AbortController().signal })
    expect(await process_.call('sum', { numbers: [1, 2, 3] })).to.equal(6)
    expect(await process_.call('pid', {})).not.to.equal(process.pid)
  })

  it('rejects with the error of a task and goes on', async () => {
    await using process_ = new TaskProcess<SumTasks>({ module, signal: new AbortController().signal })
    expect(await failure(process_.call('sum', { numbers: [] }))).to.contain('nothing to add')
    expect(await process_.call('sum', { numbers: [4] })).to.equal(4)
  })

  it('rejects when the process ends before it answers', async () => {
    await using process_ = new TaskProcess<SumTasks>({ module, signal: new AbortController().signal })
    expect(await failure(process_.call('exit', {}))).to.contain('ended (7)')
  })

  it('rejects with the reason of the signal, also in the middle of a task', async () => {
    const controller = new AbortController()
    await using process_ = new TaskProcess<SumTasks>({ module, signal: controller.signal })
    const never = process_.call('never', {})
    controller.abort(new Error('enough'))
    expect(await failure(never)).to.equal('enough')
  })
})
