import { expect, it } from 'vitest';
import { type KeptKind, RECORD_BODIES, RISK_SCORES } from '../kinds/index.js';
import { summarize } from './summary.js';

let n = 0;
const kept = (kind: KeptKind, body: unknown) => ({
  ...{ id: `r${++n}`, system: 's', kind, digest: 'd', by: 'a', atMs: n },
  body: RECORD_BODIES[kind].parse(body),
});
const scores = (more: object) => ({ ...Object.fromEntries(RISK_SCORES.map((one) => [one, 1])), ...more });

it('tells nothing of what nobody recorded, and a share of no principles is none', () => {
  expect(summarize([], () => true)).toEqual({
    ...{ risk: null, harms: null, choice: null, challenges: { n: 0, open: 0 } },
    principles: { n: 0, enforced: 0, said: 0, share: null },
  });
});

it('takes the newest form and workshop, and names harms without mitigation or owner as open', () => {
  const harm = { stakeholder: 'applicants', kind: 'allocation', harm: 'ranked lower', likelihood: 4, severity: 5 };
  const records = [
    kept('risk-form', { scores: scores({ volume: 5, velocity: 5 }) }),
    kept('risk-form', { scores: scores({}) }),
    kept('harm-workshop', {
      present: ['ann'],
      harms: [
        { ...harm, likelihood: 1, mitigation: 'audit', owner: 'ann' },
        { ...harm, mitigation: 'audit' },
      ],
    }),
  ];
  const { risk, harms } = summarize(records, () => true);
  expect(risk).toMatchObject({ score: 17, of: 45, highest: ['volume', 'velocity'] });
  expect(harms).toMatchObject({
    n: 2,
    open: 1,
    gravest: [
      { grade: 20, isOpen: true },
      { grade: 5, isOpen: false },
    ],
  });
});

it('counts a principle as enforced only by a control that there is, and a challenge as answered by an outcome', () => {
  const records = [
    kept('principle', { principle: 'audit', boundTo: [{ kind: 'control', id: 'AIA-9' }] }),
    kept('principle', { principle: 'audit' }),
    kept('principle', { principle: 'explain', boundTo: [{ kind: 'gate', id: 'launch' }] }),
    kept('principle', { principle: 'respect', boundTo: [{ kind: 'control', id: 'AIA-9999' }] }),
    kept('challenge', { claim: 'needless', by: 'bo', alternatives: ['none'], outcome: 'kept' }),
    kept('challenge', { claim: 'needless', by: 'bo', alternatives: ['none'] }),
    kept('challenge', { claim: 'unfair', by: 'bo', alternatives: ['a simpler one'] }),
  ];
  const { principles, challenges } = summarize(records, (id) => id === 'AIA-9');
  expect(principles).toEqual({ n: 3, enforced: 1, said: 1, share: 1 / 3 });
  expect(challenges).toEqual({ n: 2, open: 1 });
});

it('refuses a choice of none of the criteria, and a necessity without a search or a reason for none', () => {
  const choice = {
    decision: 'd',
    criteria: [{ criterion: 'parity' }, { criterion: 'calibration' }],
    chosen: 'odds',
    reason: 'r',
  };
  expect(RECORD_BODIES['metric-choice'].safeParse(choice).error!.issues[0]!.message).toContain('one of the criteria');
  const audit = '0193f7c2-6a55-7d1e-9f10-3c2b1a000001';
  const necessity = { audit, requirement: 'r', necessity: 'n', search: null, decidedBy: 'ann' };
  expect(RECORD_BODIES['business-necessity'].safeParse(necessity).error!.issues[0]!.path).toEqual(['withoutSearch']);
});
