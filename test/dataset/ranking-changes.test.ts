import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { TribuneError } from '../../src/core/base/errors.js';
import {
  measuredRanking,
  measuredRankingGap,
  type RankingQuestion,
  type RankingRow,
  rankingGroups,
  rankingTally,
} from '../../src/core/fairness/outcomes/index.js';
import { moverDifference, moverRatio } from '../../src/core/policy/judge/mover.js';
import { createGenerator } from '../../src/core/stats/index.js';
import { runAudit } from '../../src/domain/audits/index.js';
import type { AuditResult } from '../../src/domain/audits/result/index.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tribune-ranking-changes-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lists of four to eight candidates, of whom the last two are not shown; men stand higher by `favour`, and women nowhere in the first three with `never`. */
function lists(number: number, seed: number, favour: number, never = false): RankingRow[] {
  const generator = createGenerator(seed);
  return Array.from({ length: number }, (_, q) => {
    const size = 6 + generator.nextInteger(4);
    const candidates = Array.from({ length: size }, () => {
      const sex = generator.nextUniform() < 0.45 ? 'f' : 'm';
      const relevance = generator.nextInteger(3);
      const key = relevance + (sex === 'm' ? favour : 0) + generator.nextNormal();
      return { sex, relevance, key: never && sex === 'f' ? key - 100 : key };
    }).sort((a, b) => b.key - a.key);
    const men = candidates.filter(({ sex }) => sex === 'm').length;
    const shown = never ? Math.min(men, 3) : size - 2;
    return candidates.map(({ sex, relevance }, i): RankingRow => {
      return { list: `q${q}`, values: [sex], position: i < shown ? i + 1 : null, relevance };
    });
  }).flat();
}

const outcome = '{ type: ranking, list: q, position: rank, relevance: rel, k: [3] }';
const policyOf = (requirements: readonly object[], declared = outcome): string =>
  [
    'tribune: policy/v1',
    'name: lists',
    'version: "1"',
    `data: { outcome: ${declared}, attributes: { sex: { reference: m } } }`,
    'requirements:',
    ...requirements.map((one, i) => `  - ${JSON.stringify({ id: `r${i}`, ...FRAME, ...one })}`),
    '',
  ].join('\n');
const FRAME = {
  by: ['sex'],
  evidence: 'violation',
  smallGroups: 'report',
  severity: 'block',
  basis: { kind: 'ours', source: 'example' },
};

let files = 0;
function audit(rows: readonly RankingRow[], policy: string, baseline?: unknown): Promise<AuditResult> {
  const path = join(folder, `${files++}.csv`);
  const line = ({ list, values, position, relevance }: RankingRow) =>
    [list, values[0], position ?? '', relevance].join(',');
  writeFileSync(path, `q,sex,rank,rel\n${rows.map(line).join('\n')}\n`);
  const asJson = baseline === undefined ? {} : { baseline: JSON.parse(JSON.stringify(baseline)) };
  return runAudit(openFiles([path]), { policy, today: '2026-11-29', ...asJson });
}

const groupsOf = (rows: readonly RankingRow[]) =>
  rankingGroups(rankingTally({ policyDigest: '', attributes: ['sex'], k: [3], relevance: 'given' }, rows));
const METRICS: readonly RankingQuestion[] = [
  { metric: 'exposure' },
  { metric: 'exposure', per: 'candidate' },
  { metric: 'exposure_per_relevance' },
  { metric: 'share_in_top_k', k: 3 },
  { metric: 'representation_in_top_k', k: 3 },
  { metric: 'pairwise_accuracy', pairs: 'across' },
  { metric: 'ndcg' },
];
const near = (ours: number | null | undefined, theirs: number) =>
  expect(Math.abs(ours! - theirs)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(theirs)));

describe('changes of rankings since an accepted audit', () => {
  const [then, now] = [lists(80, 1, 0.2), lists(70, 2, 0.7)];

  it.each([false, true])('equal the comparison of the two samples, relative %s', async (relative) => {
    const policy = policyOf(
      METRICS.map((question) => ({ ...question, change: { against: 'baseline', maxDrop: 0.1, relative } })),
    );
    const { requirements } = await audit(now, policy, await audit(then, policy));
    const sides = [groupsOf(now), groupsOf(then)];
    METRICS.forEach((question, i) => {
      const { changes, verdict } = requirements[i]!;
      expect(verdict).not.toBe('not_applicable');
      for (const [g, one] of changes!.entries()) {
        const [a, b] = sides.map((groups) => {
          const measured = measuredRanking(groups[g]!, question);
          return measured.kind === 'limits' ? measured.at(0.95)! : null;
        });
        const span = relative ? moverRatio(a!, b!)! : moverDifference(a!, b!);
        near(one.lower, span.lower - (relative ? 1 : 0));
        near(one.upper, span.upper - (relative ? 1 : 0));
      }
    });
  });

  it('of a gap equal that of the gaps of both samples, each with its covariance', async () => {
    const gaps = METRICS.filter(({ metric }) => metric !== 'representation_in_top_k').flatMap((question) => [
      { question, compare: 'difference' as const, bound: { max: 0.3 } },
      { question, compare: 'ratio' as const, bound: { min: 0.5 } },
    ]);
    const policy = policyOf(gaps.map(({ question, compare, bound }) => ({ ...question, compare, ...bound })));
    const { requirements } = await audit(now, policy, await audit(then, policy));
    const sides = [groupsOf(now), groupsOf(then)];
    for (const [i, { question, compare }] of gaps.entries()) {
      const found = requirements.find(({ id }) => id === `r${i}@baseline`)!;
      const level = found.level;
      const [a, b] = sides.map(([women, men]) => {
        const span = measuredRankingGap(women!, men!, question, compare).interval(level)!;
        const [x, y] = [women!, men!].map((group) => {
          const measured = measuredRanking(group, question);
          return measured.kind === 'limits' ? measured.value! : 0;
        });
        const onScale = (value: number) => (compare === 'ratio' ? Math.log(value) : value);
        const estimate = onScale(compare === 'ratio' ? x! / y! : x! - y!);
        const [lower, upper] = [onScale(span.lower), onScale(span.upper)];
        return estimate < 0 ? { estimate: -estimate, lower: -upper, upper: -lower } : { estimate, lower, upper };
      });
      const span = moverDifference(a!, b!);
      const shown = (value: number) => (compare === 'ratio' ? Math.exp(value) : value);
      near(found.lower, shown(span.lower));
      near(found.upper, shown(span.upper));
    }
  });

  it('fail where a group is never shown now, by a part of its value as well', async () => {
    const share = { metric: 'share_in_top_k', k: 3 };
    const policy = policyOf([
      { ...share, change: { against: 'baseline', maxDrop: 0.1 } },
      { ...share, change: { against: 'baseline', maxDrop: 0.5, relative: true } },
    ]);
    const accepted = await audit(then, policy);
    const { requirements } = await audit(lists(70, 3, 0, true), policy, accepted);
    expect(requirements.map(({ verdict, group }) => [verdict, group])).toEqual([
      ['fail', { sex: 'f' }],
      ['fail', { sex: 'f' }],
    ]);
    expect((await audit(then, policy, accepted)).requirements.map(({ verdict }) => verdict)).not.toContain('fail');
    // An accepted audit in which nobody of a group was shown carries the limits of its lists.
    const turned = await audit(then, policy, await audit(lists(70, 3, 0, true), policy));
    expect(turned.requirements[0]!.changes![0]).toMatchObject({ before: 0, status: 'ok' });
    expect(turned.requirements[0]!.changes![0]!.lower).toBeGreaterThan(0.1);
  });

  it.each([
    ['k: [3]', 'k: [5]', 'the numbers of first places of the baseline are not those of this policy: 3, and now 5'],
    [', relevance: rel', '', 'the candidates with a relevance of the baseline'],
  ])('are refused by name beside a baseline of another ranking: %s', async (before, after, words) => {
    const change = { metric: 'exposure', change: { against: 'baseline', maxDrop: 0.1 } };
    const accepted = await audit(then, policyOf([change]));
    const refused = await audit(now, policyOf([change], outcome.replace(before, after)), accepted).catch((e) => e);
    expect(refused).toBeInstanceOf(TribuneError);
    expect(`${refused.code}: ${refused.message}`).toContain(`BASELINE_INVALID: ${words}`);
    const weighted = {
      ...accepted,
      policy: { ...accepted.policy, outcome: { ...accepted.policy.outcome, positionWeights: '1/position' } },
    };
    const other = await audit(now, policyOf([change]), weighted).catch((e) => e);
    expect(other.message).toContain('the position weights of the baseline are not those of this policy: 1/position,');
  });
});
