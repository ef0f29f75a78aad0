import { setTimeout as delay } from 'node:timers/promises'
import { WaybillError } from '@waybill/core'
import { interruptOnce } from '../process/interrupt-once.cjs'
import { isGroupGone, killGroup } from '../process/process-group.cjs'
import { isRunning, type ProcessIdentity, readIdentityFile } from '../process/process-identity.cjs'
import type { ControlFiles } from '../supervisor/control-files.cjs'

/** The processes belong to nobody here: looking is all there is. */
const pollMs = 20
/** A supervisor stops Terraform by itself when its worker is gone; this is for its own last steps. */
const patienceMs = 2_000

/**
 * Waits until nothing of an earlier attempt runs on this host any more: an attempt has ended only when its
 * process group is empty. Terraform is asked to stop (once, over all attempts) when nobody else does it, and
 * killed after the grace time.
 * @throws WaybillError `ENGINE_UNAVAILABLE` when it cannot even be killed
 */
export async function endEarlierAttempt(files: ControlFiles, graceMs: number): Promise<void> {
  const terraform = readIdentityFile(files.terraform)
  const supervisor = readIdentityFile(files.supervisor)
  if (terraform && !isGroupGone(terraform)) await endTerraform(files, terraform, supervisor, graceMs)
  // Its worker may only be asleep: it must not start Terraform once more when it wakes up. One that serves this
  // run no more has taken its file away.
  const serving = readIdentityFile(files.supervisor)
  if (serving && isRunning(serving)) killGroup(serving.pid)
}

async function endTerraform(
  files: ControlFiles,
  terraform: ProcessIdentity,
  supervisor: ProcessIdentity | undefined,
  graceMs: number,
): Promise<void> {
  const askIfNobodyDoes = () => {
    if (!supervisor || !isRunning(supervisor)) interruptOnce(terraform, files.interrupted)
  }
  if (await waitUntilGone(terraform, graceMs + patienceMs, askIfNobodyDoes)) return
  killGroup(terraform.pid)
  if (await waitUntilGone(terraform, patienceMs)) return
  throw new WaybillError(
    'ENGINE_UNAVAILABLE',
    `Terraform of an earlier attempt (process group ${terraform.pid}) does not end, even when it is killed.`,
    { hint: 'Its processes wait for a device, such as a network file system that is away.' },
  )
}

async function waitUntilGone(
  leader: ProcessIdentity,
  timeoutMs: number,
  meanwhile: () => void = () => undefined,
): Promise<boolean> {
  const giveUpAt = performance.now() + timeoutMs
  while (!isGroupGone(leader)) {
    if (performance.now() >= giveUpAt) return false
    meanwhile()
    await delay(pollMs)
  }
  return true
}
