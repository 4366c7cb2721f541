import { describe, expect, it } from 'vitest';
import type { FailureAnswer, FailureFinding, KnownFailuresResult } from '../../known-failures/index.js';
import { failureSentence, renderFailuresHtml } from './index.js';

const finding = (more: Partial<FailureFinding> = {}): FailureFinding => ({
  ...{ subject: null, group: { sex: 'f' }, reference: { sex: 'm' }, n: 40, nReference: 60 },
  ...{ value: 0.5, referenceValue: 0.4, estimate: 0.1, lower: -0.1, upper: 0.3, level: 0.95 },
  ...{ simultaneous: { lower: -0.2, upper: 0.4, level: 0.975 }, status: 'ok', method: 'miettinen-nurminen' },
  ...{ isShown: false, detectable: 0.28, ...more },
});
const SILENT = finding({ simultaneous: null, status: 'insufficient', n: 3, detectable: null });
const BLIND = finding({ detectable: null });

const answer = (findings: readonly FailureFinding[], more: Partial<FailureAnswer> = {}): FailureAnswer => ({
  ...{ name: 'unequalErrors', title: 't', happened: 'h', source: 's', bias: 'b', formula: 'f', unit: 'share' },
  ...{ answer: 'not-shown', why: null, needs: null, least: 0, harmful: 'either', notes: [] },
  ...{ comparisons: 1, decisive: findings[0]!, findings, unseenUpTo: 0.28, ...more },
});

const result = (counts: Pick<KnownFailuresResult, 'shown' | 'notShown' | 'undecided'>): KnownFailuresResult => ({
  ...{ schemaVersion: '1', kind: 'known-failures', tool: { name: 'tribune', version: '0' }, evaluatedOn: '2026-12-01' },
  policy: { name: 'p', version: '1', digest: 'sha256:p', level: 0.95 },
  data: { source: 'd', digest: 'sha256:d', rows: 1, excluded: [] },
  ...{ ...counts, notApplicable: 0, expectedByChance: 0, failures: [] },
});

describe('the sentence about a known failure', () => {
  it('says what would be seen, and which comparisons say nothing or would see nothing', () => {
    expect(failureSentence(answer([finding()]))).toMatch(/An effect below 28 % may be there unseen\.$/);
    expect(failureSentence(answer([finding(), BLIND, SILENT, SILENT]))).toMatch(
      /unseen\. 1 comparison would see no effect that is possible\. 2 comparisons say nothing: too few people, or no interval\.$/,
    );
    expect(failureSentence(answer([BLIND], { unseenUpTo: null }))).toMatch(
      /No effect that is possible would be seen with these people\.$/,
    );
  });

  it('says how many of a group have their like on the other side, unless all have', () => {
    expect(failureSentence(answer([finding({ facts: { compared: 0.02 } })]))).toContain(
      'n 40 and 60, who are 2 % of the group;',
    );
    expect(failureSentence(answer([finding({ facts: { compared: 1 } })]))).not.toContain('of the group');
  });

  it('of one that nothing can be said about says whether people or an interval were lacking', () => {
    const undecided = { answer: 'undecided', unseenUpTo: null } as const;
    expect(failureSentence(answer([SILENT], { ...undecided, comparisons: 0 }))).toMatch(/^Fewer people/);
    expect(failureSentence(answer([finding({ simultaneous: null, detectable: null })], undecided))).toMatch(
      /^Nothing varies among those who were compared/,
    );
  });
});

it.each([
  [{ shown: 1, notShown: 9, undecided: 0 }, 'fail'],
  [{ shown: 0, notShown: 1, undecided: 0 }, 'pass'],
  [{ shown: 0, notShown: 1, undecided: 1 }, 'inconclusive'],
  [{ shown: 0, notShown: 0, undecided: 0 }, 'inconclusive'],
])('the page of %j is marked %s', (counts, tone) => {
  expect(renderFailuresHtml(result(counts))).toContain(`class="verdict ${tone}"`);
});
