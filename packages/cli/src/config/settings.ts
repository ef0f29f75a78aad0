import { availableParallelism } from 'node:os'
import { type Role, roleSchema } from '@waybill/core'
import ms, { type StringValue } from 'ms'
import { z } from 'zod'

/** Text that says nothing is no value. */
const text = z.string().min(1)
const databasePort = z.coerce.number().pipe(z.int().min(1).max(65535))
const port = z.coerce.number().pipe(z.int().min(0).max(65535))
const count = z.coerce.number().pipe(z.int().min(1))
const duration = z.string().transform((value, context) => {
  const parsed = /^\d/.test(value) ? ms(value as StringValue) : undefined
  if (parsed === undefined) context.addIssue('has to be a duration such as `30s`, `10m` or `2h`')
  return parsed ?? z.NEVER
})
const list = text.transform(value => value.split(',').map(item => item.trim()))
const flag = z.enum(['true', '1', 'false', '0', '']).transform(value => value === 'true' || value === '1')

/** `sre=admin,*=viewer` as roles by value. */
function readRoles(pairs: readonly string[], context: z.RefinementCtx): Record<string, Role> {
  const entries = pairs.map(pair => [pair.replace(/=[^=]*$/, ''), pair.replace(/^.*=/, '')] as const)
  const known = z.record(z.string().min(1), roleSchema).safeParse(Object.fromEntries(entries))
  if (known.success && pairs.every(pair => pair.includes('='))) return known.data
  context.addIssue('has to be pairs such as `sre=admin,developers=operator,*=viewer`')
  return z.NEVER
}

/** One setting: its schema (of the text in the environment), default and words for `.env.example` and `waybill config`. */
interface Setting {
  readonly schema: z.ZodType
  /** As text, in the way it would be set; absent when unset means something of its own. */
  readonly default?: string
  readonly description: string
  readonly secret?: true
}

/**
 * Every setting of Waybill. The ones without the prefix are the original's, with its defaults; `PORT` and
 * `DATABASE_URL` are what hosting platforms set.
 */
export const settings = {
  APP_NAME: { schema: text, default: 'Catalog Service', description: 'Service name.' },
  APP_VERSION: { schema: text, default: '1.0.0', description: 'Service version.' },
  DEBUG: { schema: flag, default: 'false', description: 'More log, SQL included: true or 1, false or 0.' },
  POSTGRES_HOST: {
    schema: text,
    default: 'localhost',
    description: 'Database host, or the directory of its socket.',
  },
  POSTGRES_PORT: { schema: databasePort, default: '5432', description: 'Database port.' },
  POSTGRES_USER: { schema: text, default: 'catalog_user', description: 'Database user.' },
  POSTGRES_PASSWORD: { schema: text, description: 'Database password.', secret: true },
  POSTGRES_DB: { schema: text, default: 'catalog_db', description: 'Database name.' },
  DATABASE_URL: {
    schema: z.url({
      protocol: /^postgres(ql)?$/,
      error: 'has to be a URL such as `postgres://user:password@host:5432/database`',
    }),
    description: 'Database as one URL; wins over POSTGRES_*.',
    secret: true,
  },
  APPS_DIR: {
    schema: text,
    default: '../../apps',
    description: 'Apps directory. Unset and not there: the nearest apps/ up to the Git root.',
  },
  WAYBILL_SOURCE: {
    schema: text,
    description:
      'Git repository that the apps are read from instead of APPS_DIR: a path, read in place, or a URL (https, ssh, file).',
    secret: true,
  },
  WAYBILL_SOURCE_REF: {
    schema: text,
    description: 'Branch, tag or commit that is read. Default: what the HEAD of the repository names.',
  },
  WAYBILL_SOURCE_FOLDER: {
    schema: text,
    description: 'Folder in the repository that holds one folder per app. Default: its root.',
  },
  WAYBILL_PUSH_SECRET: {
    schema: text,
    description: 'Secret that GitHub, GitLab or Gitea signs its push notices with.',
    secret: true,
  },
  PORT: { schema: port, default: '8000', description: 'Port of the server; 0 takes a free one.' },
  WAYBILL_HOST: { schema: text, default: '127.0.0.1', description: 'Address the server binds to.' },
  WAYBILL_SOCKET: {
    schema: text,
    description: 'Path of a Unix socket to listen on instead of an address and a port.',
  },
  WAYBILL_AUTH: {
    schema: z.enum(['none', 'token', 'oidc']),
    description:
      'Who gets in: token, oidc (and tokens), or none: everybody. Default: on once there is a token.',
  },
  WAYBILL_ADMIN_TOKEN_FILE: { schema: text, description: 'File that holds a token of the role admin.' },
  WAYBILL_OIDC_ISSUER: {
    schema: z.url({ protocol: /^https?$/, error: 'has to be a URL such as `https://login.example/realm`' }),
    description: 'OpenID Connect provider whose tokens are taken, as it writes itself.',
  },
  WAYBILL_OIDC_AUDIENCE: { schema: list, description: 'Audiences, one of which has to be in its tokens.' },
  WAYBILL_OIDC_ROLES_CLAIM: {
    schema: text,
    default: 'roles',
    description: 'Claim of its tokens that holds the roles, such as groups or realm_access.roles.',
  },
  WAYBILL_OIDC_ROLES: {
    schema: list.transform(readRoles),
    description: 'Roles by value of that claim, such as sre=admin,*=viewer. Default: the names of the roles.',
  },
  WAYBILL_OIDC_NAME_CLAIM: {
    schema: text,
    default: 'email',
    description: 'Claim of its tokens that names who it is; else sub.',
  },
  WAYBILL_CORS_ORIGINS: {
    schema: list.refine(
      origins => origins.every(origin => URL.canParse(origin) && new URL(origin).origin === origin),
      'has to be origins such as `https://portal.example`, without a path',
    ),
    description: 'Origins beside loopback whose pages may call the API, separated by commas.',
  },
  WAYBILL_ALLOWED_HOSTS: {
    schema: list,
    description: 'Names of the server that a Host header may have beside its own, separated by commas.',
  },
  WAYBILL_TRUST_PROXY: {
    schema: z.coerce.number().pipe(z.int().min(0)),
    default: '0',
    description: 'Proxies in front of the server, whose X-Forwarded-For is believed.',
  },
  WAYBILL_RATE_LIMIT: {
    schema: z.union([z.literal('off').transform(() => undefined), count]),
    default: '6000',
    description: 'Requests a minute for each caller, where not only this machine can be one; off for none.',
  },
  WAYBILL_WEBHOOK_ALLOW_PRIVATE: {
    schema: flag,
    default: 'false',
    description: 'Whether webhooks may lead to loopback and private addresses.',
  },
  WAYBILL_SERVER: {
    schema: z.url({ protocol: /^https?$/, error: 'has to be a URL such as `http://localhost:8000`' }),
    description: 'Server that commands work on, instead of the database.',
  },
  WAYBILL_PROFILE: {
    schema: text,
    description: 'Profile of ~/.config/waybill/config.json that names server and token.',
  },
  WAYBILL_TOKEN: { schema: text, description: 'Token for that server.', secret: true },
  WAYBILL_TIMEOUT: {
    schema: duration.pipe(z.number().min(1, 'has to be longer than nothing')),
    default: '30s',
    description: 'Time for that server to begin its answer.',
  },
  WAYBILL_SCHEMA: {
    schema: z
      .string()
      .regex(/^[a-z_][a-z0-9_]{0,40}$/, 'has to be a plain lower-case name of at most 41 characters'),
    default: 'waybill',
    description: 'Database schema of all tables.',
  },
  WAYBILL_MIGRATE: {
    schema: z.enum(['auto', 'check']),
    default: 'auto',
    description: 'Whether a start migrates the database, or only checks it.',
  },
  WAYBILL_ENCRYPTION_KEY_FILE: {
    schema: text,
    description:
      'File of the keys that seal states, plans and parameters. Default: one of the embedded database; else none.',
  },
  WAYBILL_RETENTION_DAYS: {
    schema: count,
    default: '90',
    description: 'Days that logs, events, syncs and destroyed workspaces are kept.',
  },
  WAYBILL_DATA_DIR: {
    schema: text,
    description: 'Data directory: embedded database, runs. Default: the nearest .waybill upward.',
  },
  WAYBILL_TEMPLATES_DIR: {
    schema: text,
    description: 'Templates directory. Default: templates/ beside the apps directory.',
  },
  WAYBILL_DEFAULT_TEMPLATE: {
    schema: text,
    description: 'Template of workspaces that name none. Default: the only one.',
  },
  WAYBILL_TEMPLATE_ENV_DIR: {
    schema: text,
    description: 'Directory of <template>.env files with credentials that the environment does not have.',
  },
  WAYBILL_TERRAFORM: { schema: text, default: 'terraform', description: 'Terraform command, or its path.' },
  WAYBILL_TOFU: { schema: text, default: 'tofu', description: 'OpenTofu command, or its path.' },
  WAYBILL_SYNC_ON_START: {
    schema: flag,
    default: 'true',
    description: 'Whether the server syncs when it starts.',
  },
  WAYBILL_WATCH: {
    schema: flag,
    default: 'true',
    description:
      'Whether the server watches the apps directory, or the repository on this host, and syncs what changes.',
  },
  WAYBILL_SYNC_INTERVAL: {
    schema: z.union([z.literal('off').transform(() => undefined), duration]),
    default: 'off',
    description: 'Time between syncs of the server, such as 5m; off for none.',
  },
  WAYBILL_WORKER_SLOTS: {
    schema: count,
    default: String(availableParallelism()),
    description: 'Runs executed at the same time. Default: the cores.',
  },
  WAYBILL_WORKER_TAGS: {
    schema: list.refine(
      tags => tags.every(tag => /^[a-z0-9][a-z0-9-]{0,62}$/.test(tag)),
      'has to be lower-case names with hyphens, separated by commas',
    ),
    description: 'Tags of the worker, separated by commas: it also takes runs of templates that ask for one.',
  },
  WAYBILL_MAX_WORKSPACES: {
    schema: count,
    description: 'Most workspaces that are not destroyed. Default: no limit.',
  },
  WAYBILL_MAX_WORKSPACES_PER_OWNER: {
    schema: count,
    description: 'Most workspaces of one owner that are not destroyed. Default: no limit.',
  },
  WAYBILL_LEASE: {
    schema: duration.pipe(z.number().min(2000, 'has to be at least `2s`')),
    default: '3m',
    description:
      'How long a run stays with a worker that does not answer; after half of it Terraform is stopped.',
  },
  WAYBILL_MAX_ATTEMPTS: {
    schema: count,
    default: '5',
    description: 'Attempts at a run before it is given up.',
  },
  WAYBILL_DRAIN_TIMEOUT: {
    schema: duration,
    default: '10m',
    description: 'How long a stopping worker lets its runs go on.',
  },
  WAYBILL_LOG_LEVEL: {
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    default: 'info',
    description: 'Least level of log entries.',
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settings
export const settingNames = Object.keys(settings) as readonly SettingName[]

type HasDefault = {
  [Name in SettingName]: (typeof settings)[Name] extends { default: string } ? Name : never
}[SettingName]

/** The settings as they hold: parsed, with defaults. */
export type Settings = { readonly [Name in HasDefault]: z.infer<(typeof settings)[Name]['schema']> } & {
  readonly [Name in Exclude<SettingName, HasDefault>]: z.infer<(typeof settings)[Name]['schema']> | undefined
}
