import { expect, it } from 'vitest';
import { offeredLines } from './printed-audits.js';

const audit = { id: 'a', madeAt: '2026-11-30T05:00:00Z', verdict: 'pass', lack: null };
const one = { deployment: 'lending/prod', policy: 'sha256:0', audits: [audit], isMore: false };
const lines = (more: Partial<typeof one>, leftOut = 0) =>
  offeredLines({ stop: 's', deployments: [{ ...one, ...more }], leftOut });

it('says on which audits a stop may be resumed, and what is not listed', () => {
  expect(lines({})).toEqual(['lending/prod', '  a  2026-11-30T05:00:00Z  pass  lets it be resumed']);
  expect(lines({ isMore: true }, 2).slice(2)).toEqual([
    '  only the 1 newest are listed; older ones that are later than the stop may be named too',
    '2 more deployments of the stop are not listed',
  ]);
  expect(lines({ audits: [] })[1]).toContain('run one');
  expect(offeredLines({ stop: 's', deployments: [], leftOut: 0 })[0]).toContain('no deployment');
});
