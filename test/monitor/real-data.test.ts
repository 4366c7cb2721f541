import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/core/policy/index.js';
import { observer, planMonitor, type StateChange } from '../../src/domain/monitor/index.js';
import { Replay } from '../../src/domain/monitor-replay/index.js';
import { hasShared, sharedCsv } from '../support/shared.js';
import { type Row, type TimedOptions, timedRows } from '../support/timed-rows.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const SHIFT_HOUR = 480;

const basis = 'basis: { kind: ours, source: test }';
const requirement = (id: string, what: string): string =>
  `  - { id: ${id}, ${what}, evidence: violation, severity: block, smallGroups: report, ${basis} }\n`;

/** Real gaps of COMPAS (score of at least 5, African-American minus Caucasian): 0.24 in decisions, 0.20 in true positive rates. */
const COMPAS = `tribune: policy/v1
name: compas
version: "1"
data:
  label: y_true
  score: decile_score
  cutoff: 5
  favourable: 0
  attributes: { race: { reference: Caucasian } }
  where: race in ('African-American', 'Caucasian', 'Hispanic')
monitor: { block: 1h, falseAlarmsPerDay: 0.1, labelHorizon: 2d }
requirements:
${requirement('decisions', 'metric: selection_rate, by: [race], compare: difference, max: 0.3')}
${requirement('hits', 'metric: true_positive_rate, by: [race], compare: difference, reference: { race: Caucasian }, max: 0.3')}`;

/** Adult, a boosted model: 26 % of men and 8 % of women are predicted above 50,000 a year. */
const ADULT = `tribune: policy/v1
name: adult
version: "1"
data:
  label: y_true
  prediction: y_pred
  favourable: 1
  attributes: { sex: {} }
monitor: { block: 1h, falseAlarmsPerDay: 0.1, labelHorizon: 1d }
requirements:
${requirement('gap', 'metric: selection_rate, by: [sex], compare: difference, reference: highest, max: 0.22')}
${requirement('accuracy', 'metric: accuracy, by: [sex], compare: value, min: 0.82')}`;

function monitored(text: string, rows: readonly Row[], options: Partial<TimedOptions>): StateChange[] {
  const { policy } = parsePolicy(text);
  const replay = new Replay(planMonitor(policy), policy.name);
  const observe = observer(policy, planMonitor(policy));
  const changes: StateChange[] = [];
  for (const { at, row } of timedRows(rows, { start: START, hours: 960, perHour: 60, seed: 11, ...options }))
    changes.push(...replay.take({ observed: observe((column) => row[column] ?? null), at }));
  return [...changes, ...replay.end().changes];
}

const firing = (changes: readonly StateChange[]): StateChange[] => changes.filter(({ state }) => state === 'firing');
const hoursAfterShift = ({ at }: StateChange): number => (Date.parse(at) - START) / HOUR - SHIFT_HOUR;

describe.skipIf(!hasShared)('real data with made-up times (../shared/data)', () => {
  const compas = hasShared ? sharedCsv('data/predictions-compas.csv') : [];
  const adult = hasShared ? sharedCsv('data/predictions-adult-gbdt.csv.gz') : [];

  it('COMPAS: forty days without a shift are silent, and a planted one is found in its group alone', () => {
    expect(firing(monitored(COMPAS, compas, {}))).toEqual([]);
    // Caucasians who were scored high are drawn half as often: the gap goes from 0.24 to 0.37.
    const weight = (row: Row): number => (row.race === 'Caucasian' && Number(row.decile_score) >= 5 ? 0.5 : 1);
    const alarms = firing(monitored(COMPAS, compas, { shift: { hour: SHIFT_HOUR, weight } }));
    expect(alarms.map(({ requirement: id, series }) => [id, series.group.race])).toEqual([
      ['decisions', 'African-American'],
      ['hits', 'African-American'],
    ]);
    const [decisions, hits] = alarms.map(hoursAfterShift);
    expect([decisions! > 0 && decisions! < 160, hits! > 48 && hits! < 400]).toEqual([true, true]);
    for (const { lower } of alarms) expect(lower).toBeGreaterThan(0.3);
  });

  it('Adult: the gap to the highest group and the accuracy of each group', () => {
    expect(firing(monitored(ADULT, adult, {}))).toEqual([]);
    // Men who were predicted high are drawn twice as often: 26 % become 41 %.
    const weight = (row: Row): number => (row.sex === 'Male' && row.y_pred === '1' ? 2 : 1);
    const alarms = firing(monitored(ADULT, adult, { shift: { hour: SHIFT_HOUR, weight } }));
    expect(alarms.map(({ requirement: id, series }) => [id, series.group.sex, series.reference?.sex])).toEqual([
      ['gap', 'Female', 'Male'],
    ]);
    expect(hoursAfterShift(alarms[0]!)).toBeLessThan(60);
  });
});
