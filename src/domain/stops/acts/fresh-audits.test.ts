import { expect, it } from 'vitest';
import type { StoredAudit } from '../../audits/recorded/ports.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import type { Stop } from '../model/index.js';
import { offeredAudits } from './fresh-audits.js';

const DEPLOYMENT = 'lending/prod';
const stop = { scope: { kind: 'deployment', deployment: DEPLOYMENT }, sinceMs: 0 } as Stop;
const registry = {
  deployments: [{ id: DEPLOYMENT, activations: [{ fromMs: 0, version: 'v', cutoff: null, policyDigest: 'p' }] }],
} as unknown as RegistrySnapshot;
/** So many audits that failed, all later than the stop, over one that is older. */
const offered = async (later: number) => {
  const all = Array.from({ length: later + 1 }, (_, i) => ({
    ...{ id: `${i}`, deployment: DEPLOYMENT, madeAtMs: i, verdict: 'fail', policyDigest: 'p' },
  })).toReversed() as unknown as StoredAudit[];
  const list = async ({ limit }: { readonly limit: number }) => all.slice(0, limit);
  const { deployments } = await offeredAudits(stop, { list }, { registry, nowMs: 1 });
  return deployments.map(({ audits, isMore }) => [audits.length, isMore]);
};

it('offers the newest audits that are later than a stop, and says where there are more', async () => {
  expect([await offered(0), await offered(20), await offered(21), await offered(500)]).toEqual([
    [[0, false]],
    [[20, false]],
    [[20, true]],
    [[20, true]],
  ]);
});
