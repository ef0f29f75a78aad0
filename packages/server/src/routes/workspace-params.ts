import { z } from 'zod'

/** The path parameter of everything about one workspace. */
export const workspaceParams = z.object({ workspace_id: z.string().describe('Id or name of the workspace.') })
