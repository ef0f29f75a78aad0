import { v7 } from 'uuid'
import { z } from 'zod'

const uuid = () => z.uuid()

export const appIdSchema = uuid().brand<'AppId'>()
export const syncIdSchema = uuid().brand<'SyncId'>()
export const workspaceIdSchema = uuid().brand<'WorkspaceId'>()
export const runIdSchema = uuid().brand<'RunId'>()

export type AppId = z.infer<typeof appIdSchema>
export type SyncId = z.infer<typeof syncIdSchema>
export type WorkspaceId = z.infer<typeof workspaceIdSchema>
export type RunId = z.infer<typeof runIdSchema>

/** Makes a new id: a UUIDv7 (RFC 9562), so that ids sort by the time they were made. */
export type NewId = <Id extends AppId | SyncId | WorkspaceId | RunId>() => Id

export const newId: NewId = <Id extends AppId | SyncId | WorkspaceId | RunId>() => v7() as unknown as Id
