import { describe, expect, it } from 'vitest';
import type { Alert } from '../../alerts/ports.js';
import type { Replay } from '../replays.js';
import { sampleSignals } from './sample-signals.js';

const DAY_MS = 86_400_000;
const [A, B] = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string];
const replay = (id: string, version: string, equal: boolean): Replay => ({
  ...{ id, version, equal, tolerance: 0, scale: 'linked', recorded: { score: 0.1, outcome: 0 } },
  replayed: { score: equal ? 0.1 : 0.2, outcome: 0 },
  differences: equal ? [] : [{ of: 'score', recorded: 0.1, replayed: 0.2, detail: 'The score is another one.' }],
});
const sampled = (...played: Replay[]) => ({ day: '2026-11-29', of: 100, played });
/** The alert that signals of before leave. */
function firing(version: string, startedAtMs = 0): Alert {
  const [signal] = sampleSignals(sampled(replay('x', version, false)), [], startedAtMs);
  return { ...signal!, id: 1, occurrence: 1, startedAtMs, endedAtMs: null, acknowledged: null };
}

describe('the alerts of a sample', () => {
  it('are one for each version by which something came out otherwise, without numbers of persons', () => {
    const told = sampleSignals(sampled(replay('1', A, true), replay('2', A, false), replay('3', B, true)), [], 7);
    expect(told).toMatchObject([
      {
        ...{ source: 'replays', state: 'firing', atMs: 7, labels: { kind: 'replay', version: A } },
        content: { facts: { decisions: 100, run: 2, other: 1, named: ['2'] } },
      },
    ]);
    expect(told[0]!.content.lines).toContain('2: score');
    expect(JSON.stringify(told)).not.toMatch(/0\.[12]/);
  });

  it('go on while something differs, and end once a sample of the version came out the same', () => {
    const before = firing(A);
    expect(sampleSignals(sampled(replay('4', A, false)), [before], 8)).toMatchObject([
      { key: before.key, state: 'firing' },
    ]);
    const over = sampleSignals(sampled(replay('4', A, true)), [before], 9);
    expect(over).toMatchObject([{ key: before.key, state: 'ended', atMs: 9 }]);
    expect(over[0]!.content.summary).toContain('are as they were');
  });

  it('of a version that no sample holds say nothing new, and end after thirty days', () => {
    const before = firing(A);
    const other = sampled(replay('5', B, true));
    expect(sampleSignals(other, [before], 30 * DAY_MS - 1)).toEqual([]);
    expect(sampleSignals(other, [before], 30 * DAY_MS)).toMatchObject([{ key: before.key, state: 'ended' }]);
  });
});
