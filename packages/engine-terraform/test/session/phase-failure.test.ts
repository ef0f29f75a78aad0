import type { EngineDiagnostic, ErrorCode } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { makePhaseFailure, type PhaseOutcome } from '../../src/session/phase-failure.js'
import { emptyReport } from '../../src/stream/phase-report.js'

const end: PhaseOutcome['end'] = {
  number: 1,
  code: 1,
  signal: null,
  stopped: null,
  killed: false,
  groupEmpty: true,
  error: null,
}
const diagnostic: EngineDiagnostic = {
  severity: 'error',
  summary: 'Something\nbad',
  detail: '',
  address: null,
  file: null,
  line: null,
}

describe('why a phase failed', () => {
  const cases: readonly {
    name: string
    outcome: Partial<PhaseOutcome>
    code: ErrorCode
    message: RegExp
    hint?: RegExp
  }[] = [
    {
      name: 'is what the first error says, on one line, with how many more there are',
      outcome: { report: { ...emptyReport, errors: [diagnostic, diagnostic, diagnostic] } },
      code: 'RUN_FAILED',
      message: /^Terraform could not plan: Something bad \(and 2 more\)$/,
    },
    {
      name: 'names resource and place',
      outcome: {
        phase: 'apply',
        report: { ...emptyReport, errors: [{ ...diagnostic, address: 'a.b', file: 'x.tf', line: 7 }] },
      },
      code: 'RUN_FAILED',
      message: /^Terraform could not apply the plan: Something bad \(a\.b, x\.tf line 7\)$/,
      hint: /x\.tf of the template "shop"/,
    },
    {
      name: 'is what was said outside of the stream when nothing was said in it',
      outcome: { errors: '\n╷\n│ Error: odd\n│ \n│ very odd\n╵\n' },
      code: 'RUN_FAILED',
      message: /^Terraform could not plan: exit code 1, Error: odd very odd$/,
    },
    {
      name: 'is the signal that killed it, and what it was at',
      outcome: {
        phase: 'apply',
        end: { ...end, code: null, signal: 'SIGKILL' },
        report: { ...emptyReport, inFlight: ['a.b'] },
      },
      code: 'RUN_FAILED',
      message: /killed by SIGKILL/,
      hint: /while it worked on a\.b/,
    },
    {
      name: 'is that the program is not to be started',
      outcome: { end: { ...end, code: 127 }, errors: 'sh: 1: exec: /x/terraform: not found' },
      code: 'ENGINE_UNAVAILABLE',
      message: /could not be started: sh: 1: exec: \/x\/terraform: not found/,
    },
    {
      name: 'is what kept the supervisor from starting it',
      outcome: { end: { ...end, code: null, error: 'ENOSPC: no space left on device' } },
      code: 'ENGINE_UNAVAILABLE',
      message: /ENOSPC/,
      hint: /space on the disk/,
    },
    {
      name: 'is a full disk, on which Terraform could not say why',
      outcome: { phase: 'apply', isDiskFull: true },
      code: 'RUN_FAILED',
      message: /^Terraform could not apply the plan: the disk that holds its runs is full\.$/,
      hint: /may be missing in the state/,
    },
    {
      name: 'is a full disk also where that has ended the supervisor',
      outcome: { isDiskFull: true, end: { ...end, code: null, stopped: 'supervisor-gone' } },
      code: 'RUN_FAILED',
      message: /^Terraform could not plan: the disk that holds its runs is full\.$/,
      hint: /^Make room, then try again\.$/,
    },
    {
      name: 'is a process that cannot be killed',
      outcome: { end: { ...end, groupEmpty: false } },
      code: 'ENGINE_UNAVAILABLE',
      message: /does not end/,
    },
    {
      name: 'is a lease that was not renewed, whatever Terraform says of the interrupt',
      outcome: {
        end: { ...end, stopped: 'deadline' },
        report: { ...emptyReport, errors: [diagnostic] },
      },
      code: 'STALE_ATTEMPT',
      message: /lease was not renewed in time/,
    },
    {
      name: 'is a crash, with what to look at',
      outcome: { end: { ...end, code: null, signal: 'SIGSEGV' } },
      code: 'RUN_FAILED',
      message: /^Terraform could not plan: killed by SIGSEGV$/,
      hint: /crashed or was killed from outside, such as for want of memory/,
    },
    {
      name: 'is that it said nothing of what it did, though it ended well',
      outcome: { end: { ...end, code: 0 } },
      code: 'RUN_FAILED',
      message: /^Terraform could not plan: it ended without an error, but did not say what it did\.$/,
      hint: /^Is \/usr\/bin\/terraform really Terraform\?/,
    },
    {
      name: 'is a deadline at which it had to be killed, so that its state may lack something',
      outcome: { end: { ...end, code: null, signal: 'SIGKILL', stopped: 'deadline', killed: true } },
      code: 'STALE_ATTEMPT',
      message: /was killed, because it did not stop when it was asked to .* may be missing in its state/,
    },
    {
      name: 'is a killed supervisor',
      outcome: { end: { ...end, code: null, stopped: 'supervisor-gone' } },
      code: 'STALE_ATTEMPT',
      message: /supervisor was killed/,
    },
    {
      name: 'is a closed session',
      outcome: { end: { ...end, stopped: 'worker-gone' } },
      code: 'STALE_ATTEMPT',
      message: /session was closed/,
    },
  ]
  for (const { name, outcome, code, message, hint = /./ } of cases) {
    it(name, () => {
      const error = makePhaseFailure({
        phase: 'plan',
        title: 'Terraform',
        path: '/usr/bin/terraform',
        template: 'shop',
        end,
        report: emptyReport,
        errors: '',
        isDiskFull: false,
        ...outcome,
      })
      expect(error.code).to.equal(code)
      expect(error.message).to.match(message)
      expect(error.hint).to.match(hint)
    })
  }
})
