import { expect, it } from 'vitest';
import { type OfferedAudits, offeredLines } from './printed-audits.js';

const audit = { id: 'a', madeAt: '2026-11-30T05:00:00Z', verdict: 'pass', window: null, lack: null };
const one = { deployment: 'lending/prod', policy: 'sha256:0', audits: [audit], isMore: false };
const lines = (more: Partial<OfferedAudits['deployments'][number]>, leftOut = 0) =>
  offeredLines({ stop: 's', deployments: [{ ...one, ...more }], leftOut });

it('says on which audits a stop may be resumed, and what is not listed', () => {
  expect(lines({})).toEqual(['lending/prod', '  a  2026-11-30T05:00:00Z  pass  lets it be resumed']);
  const window = { since: '2026-11-01T00:00:00.000Z', until: null, knownBefore: null };
  expect(lines({ audits: [{ ...audit, window }] })[1]).toContain(
    'pass  of decisions since 2026-11-01T00:00:00.000Z  lets',
  );
  const all = { since: null, until: null, knownBefore: '2026-11-02T00:00:00.000Z' };
  expect(lines({ audits: [{ ...audit, window: all }] })[1]).toContain(
    'of all decisions by labels known before 2026-11-02',
  );
  expect(lines({ isMore: true }, 2).slice(2)).toEqual([
    '  only the 1 newest are listed; older ones that are later than the stop may be named too',
    '2 more deployments of the stop are not listed',
  ]);
  expect(lines({ audits: [] })[1]).toContain('run one');
  expect(offeredLines({ stop: 's', deployments: [], leftOut: 0 })[0]).toContain('no deployment');
});
