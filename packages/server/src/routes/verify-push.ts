import { createHmac, timingSafeEqual } from 'node:crypto'

/** A notice of a push as it came. */
export interface PushNotice {
  /** A header's value by its name, '' when it is absent. */
  readonly header: (name: string) => string
  readonly body: string
}

/**
 * Whether a notice was sent by who knows the secret. GitHub signs the body (`X-Hub-Signature-256`), so does Gitea
 * (`X-Gitea-Signature`, the same without a prefix); GitLab sends the secret itself (`X-Gitlab-Token`).
 */
export function verifyPush({ header, body }: PushNotice, secret: string): boolean {
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const github = header('X-Hub-Signature-256')
  if (github !== '') return isSame(github, `sha256=${signature}`)
  const gitea = header('X-Gitea-Signature')
  if (gitea !== '') return isSame(gitea, signature)
  return isSame(header('X-Gitlab-Token'), secret)
}

/** In a time that tells nothing of where they differ. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map(text => createHmac('sha256', 'compare').update(text).digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}
