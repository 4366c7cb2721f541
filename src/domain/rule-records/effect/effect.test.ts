import { expect, it } from 'vitest';
import { HOUR_MS } from '../../../core/base/durations.js';
import type { RuleFile } from '../../group-rules/rules/index.js';
import type { SeededRule } from '../model/index.js';
import { ruleEffects } from './index.js';

const DIGEST = `sha256:${'9'.repeat(64)}`;
const BEGUN_MS = Date.parse('2026-12-01T00:00:00Z');

/** A rule over scores of 0 to 100, which it divides by 100. */
const FILE = {
  ...{ tribune: 'rule/v1', attributes: ['sex'], favourable: 1, others: 0.5, deployment: 'kept', digest: DIGEST },
  ...{ constraint: 'demographic_parity', objective: 'accuracy', expected: { objective: 1, constraint: 0 } },
  groups: [{ key: { sex: 'f' }, mixture: [{ cutoff: 0.3, probability: 1 }] }],
  people: [
    {
      ...{ key: { sex: 'f' }, n: 100, toFavourable: 40, toUnfavourable: 0 },
      ...{ selectionRate: 0.8, truePositiveRate: 0.9, falsePositiveRate: 0.2 },
    },
  ],
  read: {
    ...{ score: 'score', scoreScale: 100, missing: [] },
    attributes: [{ name: 'sex', column: 'sex', bins: null }],
  },
  seedCommitment: null,
} as unknown as RuleFile;
const RULE: SeededRule = {
  ...{ id: 'r', deployment: 'kept/prod', digest: DIGEST, mode: 'enforce', fromMs: BEGUN_MS, untilMs: null },
  ...{ by: 'a', endedBy: null, file: FILE, seed: null, acknowledged: [], reason: null, law: '2026-11-01' },
};

type History = Parameters<typeof ruleEffects>[0];

/** Batches of one decision by the rule each, an hour apart; null for one that was erased. */
function historyOf(scores: readonly (number | null)[], outcome?: null): History {
  const bytes = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const envelope = { deployment: 'kept/prod', version: { digest: DIGEST, from: 'record' }, cutoff: { value: null } };
  const batches = scores.map((score, i) => {
    const receivedAtMs = BEGUN_MS + i * HOUR_MS;
    const decision = { score, outcome: outcome === null ? null : +(score! >= 30), route: 'automatic' };
    const content = bytes({ ...decision, subject: `p${i}`, decidedAt: new Date(receivedAtMs).toISOString() });
    return {
      batch: { kind: 'decision', firstIndex: i, n: 1, receivedAtMs, ids: new Uint8Array(16) },
      envelopes: [JSON.stringify({ ...envelope, rule: { digest: DIGEST, kept: true } }).slice(0, -1)],
      which: null,
      payload: { contents: [score === null ? null : content] },
      attributes: { contents: [score === null ? null : bytes({ sex: 'f' })] },
    };
  });
  return {
    opened: async (seq: number, most: number) => batches.slice(seq, seq + most),
    nextSeq: async () => batches.length,
  } as unknown as History;
}

const over = (hours: number, scores: readonly (number | null)[], outcome?: null) =>
  ruleEffects(historyOf(scores, outcome), [RULE], {
    ...{ deployment: 'kept/prod', fromMs: BEGUN_MS, toMs: BEGUN_MS + hours * HOUR_MS },
    ...{ size: scores.length, repeats: new Set<number>() },
  });

it('who was moved is told on the scale of the rule', async () => {
  const [effect] = await over(3, [40, 70, 20]);
  // At 40 of 100 the cutoff 0.5 for all others gives 0, and the rule gives 1; at 70 both give 1, at 20 both 0.
  expect(effect!.groups[0]).toMatchObject({ n: 3, toFavourable: { seen: 1 / 3 }, toUnfavourable: { seen: 0 } });
  expect(effect!.groups[0]!.rate.seen).toBe(2 / 3);
});

it('erased decisions are those of the span, by their receipt as in the audit', async () => {
  expect((await over(2, [40, null, null, null]))[0]).toMatchObject({ kept: 1, erased: 1 });
  expect((await over(4, [40, null, null, null]))[0]).toMatchObject({ kept: 1, erased: 3 });
});

it('where nothing was decided nobody was moved, nor given a 0', async () => {
  expect((await over(2, [40, 70], null))[0]).toMatchObject({ outside: 2, groups: [] });
});
