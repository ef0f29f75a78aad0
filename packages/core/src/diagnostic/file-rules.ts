import { type DiagnosticRule, exampleApp } from './rule.js'

const manifestOf = (path: string) =>
  exampleApp(`{ "name": "web", "type": "frontend", "path": "${path}", "port": 3000 }`)
const dockerfile = 'FROM nginx:1.27\nEXPOSE 3000\n'
const good = { 'shop/app-manifest.json': manifestOf('./web'), 'shop/web/Dockerfile': dockerfile }

/** Findings about the files that a manifest speaks of. */
export const fileRules = {
  'manifest-missing': {
    code: 'WB301',
    severity: 'info',
    title: 'Folder without a manifest',
    why: 'A folder of the source is an app when it holds an `app-manifest.json`. This one is passed over.',
    bad: { 'shop/README.md': 'The shop.\n' },
    good,
  },
  'manifest-unreadable': {
    code: 'WB302',
    severity: 'error',
    title: 'Manifest cannot be read',
    why: '`app-manifest.json` is there, but is not a file, or may not be read by the user that Waybill runs as.',
    bad: { 'shop/app-manifest.json/': '' },
    good,
  },
  'dockerfile-missing': {
    code: 'WB303',
    severity: 'error',
    title: 'No Dockerfile at the component’s path',
    why: 'Each component is built from the `Dockerfile` in the folder that its `path` names.',
    bad: { 'shop/app-manifest.json': manifestOf('./web'), 'shop/web/': '' },
    good,
  },
  'dockerfile-not-a-file': {
    code: 'WB304',
    severity: 'error',
    title: 'Dockerfile is a folder',
    why: 'The `Dockerfile` of a component is a regular file.',
    bad: { 'shop/app-manifest.json': manifestOf('./web'), 'shop/web/Dockerfile/': '' },
    good,
  },
  'dockerfile-unreadable': {
    code: 'WB305',
    severity: 'error',
    title: 'Dockerfile cannot be read',
    why: 'It is there, but is not a regular file, or a link to itself, or may not be read by the user that Waybill runs as.',
    bad: { 'shop/app-manifest.json': manifestOf('./web'), 'shop/web/Dockerfile': '-> Dockerfile' },
    good,
  },
  'path-missing': {
    code: 'WB306',
    severity: 'error',
    title: 'Component’s path does not exist',
    why: 'The `path` of a component is a folder inside the app’s folder.',
    bad: { 'shop/app-manifest.json': manifestOf('./web') },
    good,
  },
  'path-not-a-folder': {
    code: 'WB307',
    severity: 'error',
    title: 'Component’s path is a file',
    why: 'The `path` of a component is the folder that holds its `Dockerfile`, not the file.',
    bad: { 'shop/app-manifest.json': manifestOf('./web/Dockerfile'), 'shop/web/Dockerfile': dockerfile },
    good,
  },
  'path-outside': {
    code: 'WB308',
    severity: 'error',
    title: 'Component’s path leads out of the app',
    why: 'A component lives inside its app’s folder. By `..` or by a symbolic link it could reach anything on the host that Waybill runs on.',
    bad: {
      'shop/app-manifest.json': manifestOf('../web'),
      'web/app-manifest.json': manifestOf('.'),
      'web/Dockerfile': dockerfile,
    },
    good,
  },
  'path-absolute': {
    code: 'WB309',
    severity: 'error',
    title: 'Component’s path is absolute',
    why: 'Paths are relative to the app’s folder, so that they mean the same on every machine.',
    bad: { 'shop/app-manifest.json': manifestOf('/web'), 'shop/web/Dockerfile': dockerfile },
    good,
  },
  'expose-disagrees': {
    code: 'WB310',
    severity: 'warning',
    title: 'Port and EXPOSE disagree',
    why: 'The last stage of the Dockerfile exposes other ports than the manifest names, so one of them is probably wrong. Variables and inherited ports are not judged.',
    bad: {
      'shop/app-manifest.json': manifestOf('./web'),
      'shop/web/Dockerfile': 'FROM nginx:1.27\nEXPOSE 8080\n',
    },
    good,
  },
  'folder-outside': {
    code: 'WB311',
    severity: 'error',
    title: 'App folder is a link out of the source',
    why: 'Links to folders are followed only inside the source. What this one leads to is not read.',
    bad: { shop: '-> /' },
    good,
  },
} as const satisfies Record<string, DiagnosticRule>
