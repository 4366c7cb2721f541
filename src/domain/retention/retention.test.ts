import { describe, expect, it } from 'vitest';
import type { ExpiredExtent } from '../decisions/ports/index.js';
import type { ExpiredDecision } from '../decisions/subjects/index.js';
import { Retention, type RetentionDeps, type RetentionProgress } from './retention.js';
import { NO_RETENTION } from './types.js';

const PEOPLE = ['ann', 'bob', 'cay', 'dan'];
const DEPLOYMENTS = ['m/a', 'm/b'];

/**
 * One decision of each person in a batch of its own, of the two deployments in turn, all of them past their time; each erasure takes two. An audit was
 * made of each deployment. `beforeExpiry` is called before the erasure of that number.
 */
function house(beforeExpiry: (n: number, holds: Set<string>) => void) {
  const holds = new Set<string>();
  const left = new Map(PEOPLE.map((subject, seq) => [subject, { seq, deployment: DEPLOYMENTS[seq % 2]! }]));
  const audits = new Set(DEPLOYMENTS);
  const batches = PEOPLE.map((subject, seq) => ({
    batch: { kind: 'decision', seq, n: 1, firstIndex: seq, receivedAtMs: 0 },
    envelopes: [`{"deployment":"${DEPLOYMENTS[seq % 2]}"`],
    payload: {
      get contents() {
        return [left.has(subject) ? new TextEncoder().encode(JSON.stringify({ subject })) : null];
      },
    },
  }));
  let progress: RetentionProgress = {};
  let erasures = 0;
  const deps = {
    access: { opened: async (from: number, limit: number) => batches.slice(from, from + limit) },
    erasures: {
      resume: async () => {},
      heldTags: async () => new Set(holds),
      tagText: (subject: string) => subject,
      resultsMadeOf: async (extents: readonly ExpiredExtent[]) =>
        extents.filter(({ deployment }) => audits.has(deployment)).length,
      async expire(decisions: readonly ExpiredDecision[], _rule: object, expired: readonly ExpiredExtent[] = []) {
        beforeExpiry(erasures, holds);
        const kept = decisions.filter(({ subject }) => holds.has(subject));
        for (const { subject } of decisions) if (!holds.has(subject)) left.delete(subject);
        const keeping = new Set(kept.map(({ deployment }) => deployment));
        const gone = expired.filter(({ deployment }) => audits.has(deployment) && !keeping.has(deployment));
        for (const { deployment } of gone) audits.delete(deployment);
        return { certificate: { id: `erasure-${erasures++}` }, kept, results: gone.length };
      },
    },
    registry: {
      load: async () => ({
        systems: [],
        models: [{ id: 'm', system: 's', description: '' }],
        versions: [],
        deployments: DEPLOYMENTS.map((id) => ({ id, model: 'm', environment: 'x', activations: [] })),
      }),
    },
    settings: async () => ({ ...NO_RETENTION, default: ['appeal-window'] }),
    progress: {
      read: async () => progress,
      keep: async (next: RetentionProgress) => {
        progress = next;
      },
    },
    nowMs: () => Date.parse('2040-01-01T00:00:00Z'),
    recordsAnEntry: 2,
  } as unknown as RetentionDeps;
  return { retention: new Retention(deps), holds, left, audits };
}

describe('a legal hold that is set while decisions are erased', () => {
  it('keeps what was made of a decision that an earlier erasure of the same run left', async () => {
    const { retention, left, audits } = house((n, holds) => n === 0 && holds.add('ann'));
    const { rules } = await retention.run();
    expect([...left.keys()], 'the first erasure left her').toEqual(['ann']);
    expect([...audits], 'the last one comes after it').toEqual(['m/a']);
    expect(rules).toMatchObject([{ due: { 'm/a': 1, 'm/b': 2 }, held: 1, heldByDeployment: { 'm/a': 1 }, results: 1 }]);
  });

  it('keeps them in the last erasure too, and the report counts only what was destroyed', async () => {
    const { retention, left, audits } = house((n, holds) => n === 2 && holds.add('dan'));
    await retention.run();
    expect([left.size, audits.size], 'two erasures take four people').toEqual([0, 0]);
    const late = house((n, holds) => n === 1 && holds.add('dan'));
    const { rules } = await late.retention.run();
    expect([...late.left.keys(), ...late.audits]).toEqual(['dan', 'm/b']);
    expect(rules).toMatchObject([{ due: { 'm/a': 2, 'm/b': 1 }, held: 1, results: 1 }]);
  });

  it('and released before the next run leaves no decision behind for ever', async () => {
    const { retention, left, audits, holds } = house((n, now) => n === 0 && now.add('ann'));
    await retention.run();
    holds.clear();
    const { rules } = await retention.run();
    expect([left.size, audits.size]).toEqual([0, 0]);
    expect(rules).toMatchObject([{ due: { 'm/a': 1 }, held: 0, results: 1 }]);
  });
});
