/** Every migration there is, in its order: who adds one adds its name here. */
export const migrationNames: readonly string[] = [
  '0001-change-feed',
  '0002-catalog',
  '0003-workspaces',
  '0004-runs',
  '0005-run-lifecycle',
  '0007-access',
  '0008-idempotency',
  '0009-teams',
  '0011-provenance',
  '0012-candidate-plans',
]
