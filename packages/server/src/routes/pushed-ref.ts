import { z } from 'zod'

/** What GitHub, GitLab and Gitea say of a push, as far as it is of interest. */
const pushSchema = z.object({
  ref: z.string(),
  repository: z.object({ default_branch: z.string().optional() }).optional(),
  project: z.object({ default_branch: z.string().optional() }).optional(),
})

/**
 * Whether a push may have moved the ref that is followed: a branch, a tag, or without one the repository's default
 * branch. What does not say which ref was pushed, may have.
 */
export function concernsRef(body: string, followed: string | undefined): boolean {
  const push = parsePush(body)
  const wanted = followed ?? push?.repository?.default_branch ?? push?.project?.default_branch
  if (push === undefined || wanted === undefined || wanted === 'HEAD') return true
  // An ancestor of a branch moves with it.
  const name = wanted.replace(/[~^].*$/, '')
  return [name, `refs/heads/${name}`, `refs/tags/${name}`].includes(push.ref)
}

function parsePush(body: string): z.infer<typeof pushSchema> | undefined {
  try {
    return pushSchema.safeParse(JSON.parse(body)).data
  } catch {
    // Signed, but of no form that is known here.
    return undefined
  }
}
