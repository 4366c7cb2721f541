export const VERSION = `sha256:${'1'.repeat(64)}`;

export const REGISTRY = {
  systems: [{ id: 'compas', purpose: 'risk', domain: 'justice', favourableOutcome: 0, owner: 'judge@example.org' }],
  models: [{ id: 'compas', system: 'compas' }],
  versions: [{ model: 'compas', digest: VERSION }],
  deployments: [{ id: 'compas/prod', version: VERSION, cutoff: 0.5 }],
};

export const record = (fields: object = {}): Record<string, unknown> => ({
  id: crypto.randomUUID(),
  deployment: 'compas/prod',
  subject: 'case-4711',
  decidedAt: '2026-11-22T10:00:00.000Z',
  inputs: { age: 31, priors_count: 2 },
  score: 0.7,
  outcome: 1,
  route: 'automatic',
  ...fields,
});

export const ndjson = (...records: object[]): string => records.map((r) => `${JSON.stringify(r)}\n`).join('');
