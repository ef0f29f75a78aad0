import { type DiagnosticRule, exampleApp } from './rule.js'

const manifest = exampleApp('{ "name": "mailer", "type": "worker", "path": "." }')
const dockerfile = 'FROM node:22\n'
const good = { 'shop/app-manifest.json': manifest, 'shop/Dockerfile': dockerfile }

/** Findings that take more than one app, or the folder's name, to see. */
export const catalogRules = {
  'slug-collision': {
    code: 'WB401',
    severity: 'error',
    title: 'Two folders with one slug',
    why: 'An app is known by its folder’s name in small letters, with `-` for all else. Of several folders with the same slug one keeps it: the app that is served already, else one with a good manifest, else the one that is named like the slug, else the first by name.',
    bad: {
      'my-shop/app-manifest.json': manifest,
      'my-shop/Dockerfile': dockerfile,
      'my_shop/app-manifest.json': manifest,
      'my_shop/Dockerfile': dockerfile,
    },
    good,
  },
  'folder-without-slug': {
    code: 'WB402',
    severity: 'error',
    title: 'Folder’s name has nothing for a slug',
    why: 'A slug is made of the letters and digits of the folder’s name, written in Latin letters. Without any, the app has no address.',
    bad: { '+++/app-manifest.json': manifest, '+++/Dockerfile': dockerfile },
    good,
  },
  'reserved-slug': {
    code: 'WB403',
    severity: 'warning',
    title: 'Slug is an address of Waybill’s own',
    why: '`/api/v1/catalog/syncs` and `/api/v1/catalog/diagnostics` are not apps, so an app of that slug is in the lists, but has no page of its own.',
    bad: { 'syncs/app-manifest.json': manifest, 'syncs/Dockerfile': dockerfile },
    good,
  },
} as const satisfies Record<string, DiagnosticRule>
