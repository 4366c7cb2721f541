import { expect, it } from 'vitest';
import { monitoredPolicy } from '../../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../../core/policy/index.js';
import type { WatchedDeployment } from '../../../domain/live-monitor/viewing/index.js';
import { planMonitor } from '../../../domain/monitor/index.js';
import { printList } from './print.js';

const plan = planMonitor(parsePolicy(monitoredPolicy({ more: ', noDataAfter: 6h' })).policy);
const at = (time: string): number => Date.parse(`2026-03-02T${time}Z`);

function listed(sight: 'groups' | 'persons', nowMs: number) {
  const epoch = { deployment: 'loans', watermarkMs: at('09:54:10.123'), receivedMs: at('09:59:59.123'), beganAtMs: 0 };
  const one = { epoch, evaluated: null, policy: { plan, hasLabels: false }, state: { ripe: {} }, summary: {} };
  const known = { watched: [one as unknown as WatchedDeployment], refused: [], lastChange: 0 };
  const { watched } = printList({ ...known, snapshot: { deployments: [] } as never }, { sight, nowMs, only: null }) as {
    watched: { watermark: string; lastReceived: string; isSilent: boolean }[];
  };
  const { watermark, lastReceived, isSilent } = watched[0]!;
  return { watermark, lastReceived, isSilent };
}

it('tells whoever may see no person the block in which the last decision came, and not the moment', () => {
  const now = at('15:59:59.500');
  expect(listed('persons', now)).toEqual({
    ...{ watermark: '2026-03-02T09:54:10.123Z', lastReceived: '2026-03-02T09:59:59.123Z', isSilent: true },
  });
  const block = { watermark: '2026-03-02T09:00:00.000Z', lastReceived: '2026-03-02T09:00:00.000Z' };
  expect(listed('groups', now)).toEqual({ ...block, isSilent: false });
  expect(listed('groups', at('16:00:00'))).toEqual({ ...block, isSilent: true });
});
