import { describe, expect, it } from 'vitest';
import { monitoredPolicy } from '../../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../../core/policy/index.js';
import type { WatchedDeployment } from '../../../domain/live-monitor/viewing/index.js';
import { planMonitor } from '../../../domain/monitor/index.js';
import { printPolicy } from './print-policy.js';

const REFERENCE = 'reference: { counts: [25000, 25000, 25000, 25000] }';
const DRIFT = `, drift: { score: { bins: [0.25, 0.5, 0.75], tolerance: 0.05, ${REFERENCE} } }`;
const text = monitoredPolicy({ more: DRIFT }).replace(
  '  favourable: 1\n',
  '  favourable: 1\n  score: s\n  cutoff: 0.5\n',
);

describe('a policy in words', () => {
  it('shows no count of fewer than eleven people to who may see no person, and all of it to others', () => {
    const few = text.replace('[25000, 25000, 25000, 25000]', '[ 25000, 25000, 10, 49990 ]');
    const plan = planMonitor(parsePolicy(few).policy);
    const epoch = { deployment: 'loans', beganAtMs: 0, by: 'test' };
    const shown = (own: string, sight: 'groups' | 'persons') =>
      printPolicy({ epoch, policy: { digest: 'sha256:0', text: own, plan } } as unknown as WatchedDeployment, sight);
    expect(shown(few, 'groups')).toMatchObject({
      text: text.replace('[25000, 25000, 25000, 25000]', '[withheld]'),
      isVerbatim: false,
    });
    expect(shown(few, 'persons')).toMatchObject({ text: few, isVerbatim: true });
    for (const sight of ['groups', 'persons'] as const)
      expect(shown(text, sight)).toMatchObject({ text, isVerbatim: true });
  });

  it('tells drift by what drifts and by its distance, as a number, and not as the quality of the data', () => {
    const plan = planMonitor(parsePolicy(text).policy);
    const epoch = { deployment: 'loans', beganAtMs: 0, by: 'test' };
    const watched = { epoch, policy: { digest: 'sha256:0', text, plan } } as unknown as WatchedDeployment;
    const { watches } = printPolicy(watched, 'groups') as { watches: { requirement: string }[] };
    expect(watches.find(({ requirement }) => requirement === 'drift.score')).toMatchObject({
      title: 'drift of the score (total variation distance)',
      unit: 'number',
      isAboutData: false,
      ends: [{ side: 'at-most', value: 0.05 }],
      hasReferenceError: true,
    });
    expect(watches.find(({ requirement }) => requirement === 'gap')).toMatchObject({
      unit: 'points',
      hasReferenceError: false,
      isAboutData: false,
    });
  });
});
