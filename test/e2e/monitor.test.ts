import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MonitorSummary, StateChange } from '../../src/domain/monitor/index.js';
import type { FleetResult } from '../../src/domain/monitor-simulation/index.js';
import { cli, example, inFolder } from './support.js';

const decisions = example('monitor/decisions.csv');
const policy = example('monitor/policy.yaml');
const replay = ['monitor', 'replay', decisions, '--policy', policy, '--time', 'decided_at', '--quiet'];

/** Writes the example's policy, or its decisions, with another text in place of one. */
function changed(folder: string, path: string, from: string | RegExp, to: string): string {
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(from);
  const written = join(folder, path.endsWith('.yaml') ? 'policy.yaml' : 'decisions.csv');
  writeFileSync(written, text.replace(from, to));
  return written;
}

describe('tribune monitor replay', () => {
  it('finds the shift of the example some days after it, and prints the lines of the contract', async () => {
    const { code, out } = await cli([...replay, '--json', '--deployment', 'loans-v2']);
    expect(code).toBe(1);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as StateChange & { summary?: MonitorSummary });
    expect(lines.map((line) => line.state)).toEqual(['watching', 'pending', 'firing', undefined]);
    const alarm = lines[2]!;
    expect(alarm).toMatchObject({
      deployment: 'loans-v2',
      requirement: 'approval-gap',
      series: { group: { sex: 'f' }, reference: { sex: 'm' } },
      level: 0.95,
      labelCoverage: null,
    });
    expect(alarm.at >= '2026-03-16' && alarm.at < '2026-03-22').toBe(true);
    expect(alarm.window.from >= '2026-03-15').toBe(true);
    expect(alarm.upper).toBeLessThan(-0.05);
    expect(alarm.logEvidence).toBeGreaterThanOrEqual(alarm.logThreshold);
    expect(lines[3]!.summary).toMatchObject({
      blocks: 120,
      series: 1,
      alarms: 1,
      falseAlarmsPerDay: 0.1,
      firing: ['approval-gap'],
      counted: 2400,
      unwatched: [{ requirement: 'approval-ratio' }],
    });
    expect(lines[3]!.summary!.detectable[0]!.gapIn30Days).toBeGreaterThan(0.05);
  });

  it('draws it as a page that loads nothing, with the bounds, the alarm and the command of the same numbers', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'deeper', 'replay.html');
      const { code, out } = await cli([...replay, '--html', path]);
      expect([code, out]).toEqual([1, (await cli(replay)).out]);
      const page = readFileSync(path, 'utf8');
      expect(page).toContain('1 alarm was raised; at the end approval-gap fires.');
      for (const text of [
        'bound: at most 0.050',
        'bound: at least −0.050',
        'alarm on',
        'an alarm',
        '95 % confidence sequence',
      ])
        expect(page).toContain(text);
      expect(page).toContain(`tribune monitor replay ${decisions}`);
      expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    });
  });

  it('says the same to people, and in whatever order the rows come', async () => {
    await inFolder(async (folder) => {
      const [header, ...rows] = readFileSync(decisions, 'utf8').trimEnd().split('\n');
      const mixed = join(folder, 'mixed.csv');
      writeFileSync(mixed, [header, ...rows.toReversed()].join('\n'));
      const { code, out } = await cli(replay);
      const other = await cli(replay.map((word) => (word === decisions ? mixed : word)));
      expect([code, other.code, other.out]).toEqual([1, 1, out]);
      expect(out).toContain('loans · blocks of 6 h · at most 0.1 false alarms a day in expectation');
      expect(out).toContain('approval-ratio is not watched\n    switched off by live: false.');
      expect(out).toMatch(/2026-03-\d\d \d\d:00 {2}✗ firing {4}approval-gap {2}f against m\n {4}-0\.\d{3} \(/);
      expect(out).toContain('fires: approval-gap');
    });
  });

  it('is silent without the shift', async () => {
    await inFolder(async (folder) => {
      const early = changed(folder, decisions, /2026-03-16T00:00Z[\s\S]*$/, '');
      const { code, out } = await cli(replay.map((word) => (word === decisions ? early : word)));
      expect([code, out]).toEqual([0, expect.stringContaining('nothing fires')]);
    });
  });

  it.each([
    ['no time', ['monitor', 'replay', decisions, '--policy', policy], 'tribune monitor replay needs --time'],
    ['a column that is not there', [...replay.slice(0, -2), 'decidedat'], 'no column "decidedat"'],
    ['a column without times', [...replay.slice(0, -2), 'sex'], 'these values are no times: sex: "f", sex: "m"'],
  ])('refuses %s', async (_, words, message) => {
    const { code, err } = await cli(words);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it.each(['280000-01-01 (BC)', '290000-01-01', '10000-01-01', 'infinity'])(
    'refuses %s, which no calendar of the service has, as no time',
    async (time) => {
      await inFolder(async (folder) => {
        const odd = changed(folder, decisions, /2026-03-16T00:00Z/, time);
        const { code, out, err } = await cli(replay.map((word) => (word === decisions ? odd : word)));
        expect([code, out]).toEqual([2, '']);
        expect(err).toContain(`these values are no times: decided_at: ${JSON.stringify(time)}`);
      });
    },
  );

  it('refuses a policy that watches nothing, and data in which nothing is a decision', async () => {
    await inFolder(async (folder) => {
      const with_ = (path: string) => replay.map((word) => (word === policy ? path : word));
      const nothing = changed(folder, policy, 'metric: selection_rate', 'live: false\n    metric: selection_rate');
      const off = await cli(with_(nothing));
      expect([off.code, off.err]).toEqual([2, expect.stringContaining('no requirement of the policy can be watched')]);
      const without = changed(folder, policy, /monitor:[\s\S]*requirements:/, 'requirements:');
      expect((await cli(with_(without))).err).toContain('the policy has no section monitor');
      const wrong = changed(folder, policy, 'prediction: approved', 'prediction: sex');
      expect((await cli(with_(wrong))).err).toContain('no decision was counted: {"unreadable: prediction":2400}');
    });
  });

  it('counts decisions without a time and from the future, and leaves them out', async () => {
    const { out } = await cli([...replay, '--json'], '2026-03-09');
    const { summary } = JSON.parse(out.trimEnd().split('\n').at(-1)!);
    expect(summary).toMatchObject({ counted: 720, uncounted: { 'excluded: from the future': 1680 } });
  });
});

describe('tribune monitor simulate', () => {
  const simulate = ['monitor', 'simulate', '--policy', policy, '--quiet'];

  it('prints false alarms, delays and what plain rules would do, the same for a seed', async () => {
    const words = [...simulate, '--series', '20', '--days', '20', '--rate', '100', '--shift', '0.2@day10', '--json'];
    const { code, out } = await cli(words);
    expect(code).toBe(0);
    const result = JSON.parse(out) as FleetResult;
    expect(result).toMatchObject({
      series: 20,
      days: 20,
      budgetPerDay: 0.1,
      seed: 1,
      detectionDelayHours: { found: 20 },
    });
    expect(result.falseAlarmsPerDay).toBeLessThanOrEqual(0.1);
    expect(result.naive.dailyTestPerDay).toBeGreaterThan(0.3);
    expect((await cli(words)).out).toBe(out);
    expect((await cli([...words, '--seed', '2'])).out).not.toBe(out);
    expect((await cli(words.slice(0, -1))).out).toContain('a test at 5 % every day would raise');
  });

  it.each([
    [['--days', '3'], 'tribune monitor simulate needs --series'],
    [['--series', '0', '--days', '3'], '--series 0: not a whole number from 1 to 1000000'],
    [['--series', '3', '--days', '3', '--rate', '0'], '--rate 0: not a number above 0'],
    [['--series', '3', '--days', '3', '--shift', '0.1'], '--shift 0.1: not of the form SIZE@dayN'],
    [['--series', '3', '--days', '3', '--shift', '0.1@day3'], 'nothing is left of 3 days'],
    [['--series', '3', '--days', '3', '--shift', '0.5@day1'], 'the rate of the group would be -0.1 in approval-gap'],
    [['--series', '1000000', '--days', '36500'], 'blocks'],
  ])('refuses %j', async (words, message) => {
    const { code, err } = await cli([...simulate, ...words]);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
