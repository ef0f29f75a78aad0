import { type RunId, toWaybillError, type Waybill } from '@waybill/core'
import type { CallResult } from '../state/message.js'
import type { Call } from './effect.js'
import { type OnProgress, runSync } from './run-sync.js'

/** Makes a call and says what it came to, in words for the person. */
export async function runCall(waybill: Waybill, call: Call, onProgress: OnProgress): Promise<CallResult> {
  try {
    return await make(waybill, call, onProgress)
  } catch (error) {
    const known = toWaybillError(error)
    const { code, issues, hint = null } = known
    const cause = code === 'INTERNAL' && error instanceof Error ? ` ${error.message}` : ''
    return { ok: false, code, message: `${known.message}${cause}`, hint, issues }
  }
}

async function make(waybill: Waybill, call: Call, onProgress: OnProgress): Promise<CallResult> {
  switch (call.kind) {
    case 'sync': {
      const report = await runSync(waybill, call.options, onProgress)
      return { ok: true, report, text: `Sync ${report.status}.` }
    }
    case 'create': {
      const { name, currentRun } = await waybill.workspaces.create(call.input)
      return {
        ok: true,
        place: { screen: 'run', id: currentRun.id },
        text: `${name} is being created.`,
        preview: currentRun.id,
      }
    }
    case 'patch':
      await waybill.workspaces.patch(call.id, call.input)
      return { ok: true }
    case 'start': {
      const run = await waybill.workspaces.startRun(call.id, call.input)
      return { ok: true, place: { screen: 'run', id: run.id }, preview: run.id }
    }
    case 'destroy': {
      const { name, status, currentRun } = await waybill.workspaces.destroy(call.id)
      const text = status === 'destroyed' ? `${name} is destroyed.` : `${name} is being destroyed.`
      return { ok: true, text, preview: currentRun.id }
    }
    case 'approve':
      await waybill.runs.approve(call.id as RunId, { import: call.import })
      return { ok: true }
    case 'cancel':
      await waybill.runs.cancel(call.id as RunId, { force: call.force })
      return { ok: true, text: call.force === true ? 'It is being killed.' : 'It was asked to stop.' }
    case 'discard':
      await waybill.runs.discard(call.id as RunId)
      return { ok: true }
    case 'retry': {
      const run = await waybill.runs.retry(call.id as RunId)
      return { ok: true, place: { screen: 'run', id: run.id } }
    }
    case 'check-template': {
      const { warnings } = await waybill.templates.check(call.name)
      const [first] = warnings
      return {
        ok: true,
        text: first === undefined ? `${call.name} is fine.` : `${call.name}: ${first.summary}.`,
      }
    }
  }
}
