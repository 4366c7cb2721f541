export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
/** When the reading happens. */
export const now = Date.UTC(2026, 10, 22);
/** A decision record with every field of the contract. */
export const goodRecord = {
  id: '0193f7c2-6a55-7d1e-9f10-3c2b1a000001',
  deployment: 'compas/prod',
  version: 'sha256:ab',
  cutoff: 0.5,
  subject: 'case-4711',
  decidedAt: '2026-11-21T10:00:00.000Z',
  inputs: { age: 31, priors_count: 2 },
  score: 0.7,
  outcome: 1,
  route: 'automatic',
  attributes: { race: 'Caucasian', sex: 'Male' },
  jurisdiction: 'US-FL',
  metadata: {},
};
