import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import type { CaseRecord } from '../../core/oversight/index.js';
import { type SourceChange, SourceChanges, type SourceChangesDeps, type ToldSource } from './source-changes.js';

const CHANGED = {
  ...{ id: 'case-1', decision: 'd-1', deployment: 'tree/prod', system: 'loans', stage: 'decided', applied: null },
  settlement: { how: 'review', isChanged: true, atMs: 0, by: [] },
} as unknown as CaseRecord;

/** A service with these cases, whose source system answers so, in this order and then as at the end. */
function world(cases: CaseRecord[], answers: readonly ToldSource[] | null) {
  let nowMs = 0;
  let pause = async (): Promise<void> => undefined;
  const told: SourceChange[] = [];
  const incidents = new Map<string, string>();
  const applied: string[] = [];
  const problems: Error[] = [];
  const deps = {
    oversight: {
      list: async ({ stage }: { stage: string }) => {
        expect(stage).toBe('unconfirmed');
        return cases.filter(({ applied }) => applied === null);
      },
      async lead(id: string, act: string, by: string) {
        applied.push(`${id} ${act} ${by}`);
        const at = cases.findIndex((one) => one.id === id);
        cases[at] = { ...cases[at]!, applied: { atMs: nowMs, by } };
      },
      async outcome(id: string) {
        if (id === 'erased') throw new TribuneError('DECISION_UNKNOWN', 'it was erased');
        return { contents: { original: 0, outcome: 1 } };
      },
    },
    tell:
      answers === null
        ? null
        : async (change: SourceChange) => {
            told.push(change);
            await pause();
            return answers[Math.min(told.length, answers.length) - 1]!;
          },
    incidents: { open: async ({ id, text }: { id: string; text: string }) => void incidents.set(id, text) },
    withinMs: DAY_MS,
    nowMs: () => nowMs,
    onProblem: (cause: Error) => problems.push(cause),
  } as unknown as SourceChangesDeps;
  const changes = new SourceChanges(deps);
  const later = (ms: number): Promise<number> => {
    nowMs += ms;
    return changes.look();
  };
  const slowly = (how: () => Promise<void>) => {
    pause = how;
    return { look: () => changes.look(), told };
  };
  return { changes, later, slowly, told, incidents, applied, problems };
}

const TAKEN: ToldSource = { kind: 'taken' };
const FAILED: ToldSource = { kind: 'failed', problem: 'it answers 500' };

describe('a decision that a case changed', () => {
  it('is told to its source with one id until it confirms, ever less often, and is applied then', async () => {
    const { later, told, applied, incidents } = world([CHANGED], [FAILED, TAKEN, { kind: 'confirmed' }]);
    expect(await later(0)).toBe(1);
    expect(await later(30_000)).toBe(1);
    expect(told).toHaveLength(1);
    expect(await later(30_000)).toBe(1);
    expect(await later(MINUTE_MS)).toBe(1);
    expect(told).toHaveLength(2);
    expect(await later(MINUTE_MS)).toBe(0);
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
    expect(told[0]).toMatchObject({ case: 'case-1', decision: 'd-1', before: 0, outcome: 1, how: 'review' });
    expect(applied).toEqual(['case-1 confirm-applied source-system']);
    expect(await later(2 * DAY_MS)).toBe(0);
    expect([told.length, incidents.size]).toEqual([3, 0]);
  });

  it('that is never confirmed opens one incident for its deployment and day, with what is known of why', async () => {
    const cases = [CHANGED, { ...CHANGED, id: 'case-2' }, { ...CHANGED, id: 'case-3', stage: 'communicated' as const }];
    const { changes, later, incidents } = world(cases, [FAILED]);
    for (let hour = 0; hour < 24; hour++) await later(HOUR_MS);
    expect([incidents.size, changes.late]).toEqual([0, 0]);
    await later(HOUR_MS);
    expect([incidents.size, changes.waiting, changes.late]).toEqual([1, 3, 3]);
    expect([...incidents.values()][0]).toContain('The source system was told, and it answers 500.');
  });

  it('is told beside others, so that a source that hangs holds up none of them, and after as many in vain the rest wait', async () => {
    const cases = Array.from({ length: 20 }, (_, i) => ({ ...CHANGED, id: `case-${i}` }));
    let open = 0;
    let most = 0;
    const slow = world(cases, [FAILED]);
    const { look, told } = slow.slowly(async () => {
      most = Math.max(most, ++open);
      await new Promise((done) => setImmediate(done));
      open--;
    });
    expect(await look()).toBe(20);
    expect([most, told.length]).toEqual([8, 8]);
    expect(await look()).toBe(20);
    // Those that were told wait for their time, and the next ones have their turn.
    expect(new Set(told.map((change) => change.case)).size).toBe(16);
  });

  it('waits for people where no source system is declared, and opens an incident all the same', async () => {
    const { later, incidents } = world([CHANGED], null);
    expect(await later(DAY_MS)).toBe(1);
    expect(incidents.size).toBe(0);
    await later(1);
    expect([...incidents.values()][0]).toContain('No source system is declared');
  });

  it('keeps no other from being told where its decision was erased', async () => {
    const { later, told, problems } = world([{ ...CHANGED, id: 'erased' }, CHANGED], [{ kind: 'confirmed' }]);
    expect(await later(0)).toBe(1);
    expect([told.length, problems]).toEqual([1, []]);
  });
});
