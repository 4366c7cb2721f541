import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { phaseLines, planMonitor, type StateChange } from '../monitor/index.js';
import { Replay, ReplayTrace } from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const requirements = monitoredRequirement('gap', 'metric: selection_rate, by: [sex], compare: difference, max: 0.05');
const plan = planMonitor(parsePolicy(monitoredPolicy({ requirements })).policy);

/** Hours of 40 men of whom 16 are selected and 40 women of whom so many are. */
function traced(hours: readonly number[]) {
  const trace = new ReplayTrace(plan);
  const lines: StateChange[][] = [];
  const replay = new Replay(plan, 'loans', (state, phase, changes) => {
    lines.push(phaseLines(plan, state, phase));
    trace.note(lines.at(-1)!, changes);
  });
  const changes: StateChange[] = [];
  for (const [h, women] of hours.entries())
    for (let i = 0; i < 80; i++) {
      const isWoman = i % 2 === 1;
      const decided = Math.floor(i / 2) < (isWoman ? women : 16) ? 1 : 0;
      const observed = { observation: { values: [isWoman ? 'f' : 'm'], decided, label: null } };
      changes.push(...replay.take({ observed, at: START + h * HOUR + i * 1000 }));
    }
  changes.push(...replay.end().changes);
  return { trace, lines, changes };
}

describe('the trace of a replay', () => {
  it('has for each block what the monitor said of it, the evidence of the alarm itself, and none while it is on', () => {
    const { trace, lines, changes } = traced([...Array(72).fill(16), ...Array(48).fill(6)]);
    const [series, ...others] = trace.end();
    expect(others).toEqual([]);
    expect(series).toMatchObject({ series: { group: { sex: 'f' } }, alarms: 1, condition: 'firing' });
    expect(series!.changes).toEqual(changes);
    const alarm = changes.find(({ state }) => state === 'firing')!;
    const told = lines.flat();
    expect(series!.points).toHaveLength(told.length);
    for (const [i, point] of series!.points.entries()) {
      const line = told[i]!;
      expect(new Date(point.at).toISOString()).toBe(line.at);
      if (line.at === alarm.at) {
        expect(point.logEvidence).toBe(alarm.logEvidence);
        expect(point.logEvidence).toBeGreaterThanOrEqual(point.logThreshold!);
        expect(point.logThreshold).toBe(alarm.logThreshold);
      } else {
        const isOn = line.state === 'firing';
        expect([point.logEvidence, point.logThreshold]).toEqual(
          isOn ? [null, null] : [line.logEvidence, line.logThreshold],
        );
        expect([point.estimate, point.lower, point.upper]).toEqual([line.estimate, line.lower, line.upper]);
      }
    }
    // The counts begin anew with the evidence, and after the alarm.
    expect(series!.points.filter(({ anew }) => anew).length).toBeGreaterThanOrEqual(2);
  });

  it('keeps of a long file a bounded number of points, the last of them and the highest evidence', () => {
    const { trace, lines } = traced([...Array(2040).fill(16), 9, ...Array(959).fill(16)]);
    const [series] = trace.end();
    expect(series!.points.length).toBeLessThanOrEqual(2048);
    const highest = Math.max(...lines.flat().map(({ logEvidence }) => logEvidence));
    expect(Math.max(...series!.points.map(({ logEvidence }) => logEvidence!))).toBe(highest);
    expect(new Date(series!.points.at(-1)!.at).toISOString()).toBe(lines.at(-1)![0]!.at);
  });
});
