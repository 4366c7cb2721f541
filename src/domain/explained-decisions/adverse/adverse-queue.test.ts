import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../../core/base/errors.js';
import { RegistryView } from '../../registry/index.js';
import { AdverseQueue, type AdverseQueueDeps } from './adverse-queue.js';

const FAR = `sha256:${'f'.repeat(64)}`;
const NEAR = `sha256:${'a'.repeat(64)}`;
const explain = { background: FAR, adverse: {} };
const registry = new RegistryView({
  systems: [],
  models: [{ id: 'm', system: 's' }],
  versions: [FAR, NEAR].map((digest) => ({ model: 'm', digest, explain })),
  deployments: [{ id: 'd', model: 'm', activations: [] }],
} as never);

/** A queue over rows in memory, whose endpoint may be away. */
function queueOf(decisions: readonly (readonly [id: string, version: string])[]) {
  const problems = new Map<string, string | null>(decisions.map(([id]) => [id, null]));
  const state = { nowMs: 1e12, away: true, asked: 0, made: [] as string[] };
  const due = () => [...problems].filter(([, problem]) => problem === null).map(([decision]) => decision);
  const store = {
    dueCounts: async () => (due().length === 0 ? [] : [{ deployment: 'd', due: due().length, madeToday: 0 }]),
    nextDue: async (_: string, { limit }: { limit: number }) =>
      due()
        .slice(0, limit)
        .map((decision) => ({ decision })),
    explainedAmong: async () => new Map(),
    insertExplanations: async (all: { decision: string }[]) => all.map(({ decision }) => decision),
    doneDue: async (done: { decisions: string[] }) => void done.decisions.map((one) => problems.delete(one)),
    setAside: async (all: { decision: string; problem: string }[]) =>
      void all.map(({ decision, problem }) => problems.set(decision, problem)),
    takeUp: async (reasons: string[]) =>
      void [...problems].map(
        ([id, problem]) => problem !== null && reasons.includes(problem) && problems.set(id, null),
      ),
    dueTotals: async () => ({ due: due().length, aside: problems.size - due().length }),
  };
  const viewOf = (id: string) => ({
    id,
    record: {
      deployment: 'd',
      decidedAt: '2026-11-30T00:00:00Z',
      inputs: {},
      outcome: 0,
      version: new Map(decisions).get(id),
    },
  });
  const deps = {
    reading: {
      async *materials(ids: string[]) {
        yield ids.map((id) => ({ id, open: async () => ({ view: viewOf(id), key: new Uint8Array(32) }) }));
      },
    },
    registry: () => registry,
    store,
    acts: {
      run: async (_: unknown, work: (tx: unknown) => Promise<void>) =>
        work({ explanations: store, enter: () => undefined }),
    },
    maker: {
      isFar: async (version: string) => version === FAR,
      async makeAll(makings: { decided: { id: string; version: string } }[]) {
        const isFar = makings[0]!.decided.version === FAR;
        if (isFar) state.asked += 1;
        if (isFar && state.away) throw new TribuneError('MODEL_UNREACHABLE', 'gone', { remedy: 'wait' });
        state.made.push(...makings.map(({ decided }) => decided.id));
        return makings.map(({ decided }) => ({ sealed: { decision: decided.id }, digest: '' }));
      },
    },
    clock: { nowMs: () => state.nowMs, after: () => ({ cancel: () => undefined }) },
    breakOff: async () => undefined,
  };
  return { queue: new AdverseQueue(deps as unknown as AdverseQueueDeps), problems, state };
}

const far = (n: number) => Array.from({ length: n }, (_, i) => [`far-${i}`, FAR] as const);

describe('adverse decisions of a version whose endpoint is away', () => {
  it('are set aside after one question, and keep none of another version waiting', async () => {
    const { queue, problems, state } = queueOf([...far(20), ['near', NEAR]]);
    await queue.step();
    expect([state.asked, state.made]).toEqual([1, ['near']]);
    expect(new Set(problems.values())).toEqual(new Set(['MODEL_UNREACHABLE']));
    expect(queue.totals).toEqual({ due: 0, aside: 20 });
    await queue.step();
    expect(state.asked).toBe(1);
  });

  it('are taken up again ten minutes later, a few in each transaction', async () => {
    const { queue, problems, state } = queueOf(far(20));
    await queue.step();
    state.nowMs += 600_000;
    await queue.step();
    expect([state.asked, problems.size]).toEqual([2, 20]);
    state.away = false;
    state.nowMs += 600_000;
    expect(await queue.step()).toBe(8);
    while ((await queue.step()) > 0);
    expect([state.made.length, problems.size]).toEqual([20, 0]);
  });
});
