import { describe, expect, it } from 'vitest';
import { staleBecause } from './stale.js';

const at = (day: number): number => Date.UTC(2026, 0, day);
const activation = (version: string, day: number, policyDigest: string | null = null) => ({
  ...{ version, fromMs: day === 0 ? 0 : at(day), cutoff: null, policyDigest },
});
const deployment = { activations: [activation('old', 0), activation('new', 10)] };
const audit = (made: number, since: number | null = null, until: number | null = null) => ({
  ...{ madeAtMs: at(made), policyDigest: 'p' },
  window: {
    since: since === null ? null : new Date(at(since)).toISOString(),
    until: until === null ? null : new Date(at(until)).toISOString(),
    knownBefore: null,
  },
});

describe('an audit in a document about a version', () => {
  it('is of the decisions of that version and of no other', () => {
    expect(staleBecause(audit(5), deployment, 'new')).toContain('before this version began');
    expect(staleBecause(audit(20, 10), deployment, 'new')).toBeNull();
    expect(staleBecause(audit(5), deployment, 'old')).toBeNull();
    // The newest audit of the place is not one of the version that decided there before.
    expect(staleBecause(audit(20, 10), deployment, 'old')).toContain('made none of the decisions');
    expect(staleBecause(audit(20, 1, 10), deployment, 'new')).toContain('made none of the decisions');
    for (const version of ['old', 'new'])
      expect(staleBecause(audit(20), deployment, version)).toContain('other versions too');
    expect(staleBecause(audit(20), deployment, null)).toBeNull();
  });

  it('was judged by the policy in force', () => {
    const judged = { activations: [activation('old', 0, 'q')] };
    expect(staleBecause(audit(20), judged, 'old')).toContain('another policy');
    expect(staleBecause(audit(20), judged, 'else')).toBeNull();
  });
});
