import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../core/base/durations.js';
import { parsePolicy } from '../../core/policy/api.js';
import { planMonitor, type StateChange } from '../monitor/index.js';
import { Replay, type ReplayedDecision } from '../monitor-replay/index.js';
import { playScenario, readScenario, type Stage } from './index.js';

const POLICY = `tribune: policy/v1
name: loans
version: "1"
data:
  prediction: approved
  label: repaid
  favourable: 1
  attributes:
    sex: { reference: m }
monitor: { block: 6h, falseAlarmsPerDay: 0.1, labelHorizon: 10d }
requirements:
  - { id: gap, metric: selection_rate, by: [sex], compare: difference, max: 0.05, evidence: violation, severity: block, smallGroups: inconclusive, basis: { kind: ours, source: test } }
  - { id: tpr, metric: true_positive_rate, by: [sex], compare: difference, max: 0.05, evidence: violation, severity: block, smallGroups: inconclusive, basis: { kind: ours, source: test } }
  - { id: ratio, metric: selection_rate, by: [sex], compare: ratio, min: 0.8, live: false, evidence: violation, severity: block, smallGroups: inconclusive, basis: { kind: ours, source: test } }
`;
const { policy } = parsePolicy(POLICY, { file: 'policy.yaml' });
const stage: Stage = { policy, plan: planMonitor(policy), load: () => Promise.reject(new Error('there is no file')) };

const HEAD = 'Scenario: s\nPolicy: policy.yaml\nStarts: 2026-03-02\n';
const play = (steps: string, on: Stage = stage) =>
  playScenario(readScenario(HEAD + steps, 's.scenario'), 's.scenario', on);
const seenOf = async (steps: string): Promise<string[]> =>
  (await play(steps)).expectations.map(({ isMet, seen }) => (isMet ? 'met' : seen));

const FAIR =
  'For 10 days, every 6 hours:\n  20 decisions of sex f, 50 % favourable\n  20 decisions of sex m, 50 % favourable\n';
const AMOUNT = '{ type: amount, column: credit, unit: EUR, decimals: 0, favourable: higher }';
const UNFAIR = FAIR.replace('50 %', '20 %');

describe('a scenario', () => {
  it('makes up no decisions of amounts, which are neither favourable nor not', async () => {
    const { policy: amounts } = parsePolicy(
      POLICY.replace('  prediction: approved\n  label: repaid\n  favourable: 1\n', `  outcome: ${AMOUNT}\n`)
        .replace(', labelHorizon: 10d', ', amounts: { to: 1000 }')
        .replace(/ {2}- \{ id: tpr.*\n {2}- \{ id: ratio.*\n/, '')
        .replace('selection_rate', 'mean_amount')
        .replace('0.05', '50'),
    );
    const on: Stage = { ...stage, policy: amounts, plan: planMonitor(amounts) };
    await expect(play(`${FAIR}Expect nothing fires`, on)).rejects.toThrow(
      's.scenario:4 decisions of type amount are not made up of favourable and other ones',
    );
  });

  it('sees what the replay of the same decisions sees', async () => {
    const replay = new Replay(stage.plan, 'loans');
    const changes: StateChange[] = [];
    const begin = Date.parse('2026-03-02T00:00:00Z');
    for (let block = 0; block < 40; block++) {
      // 20 of each group, 18 minutes apart; one woman in five, every second man.
      for (let i = 0; i < 20; i++) {
        const at = begin + block * 6 * HOUR_MS + Math.floor((i + 0.5) * 18 * 60_000);
        const nth = block * 20 + i + 1;
        const decided = (share: number): number => Math.round(nth * share) - Math.round((nth - 1) * share);
        for (const [sex, share] of [
          ['f', 0.2],
          ['m', 0.5],
        ] as const) {
          const observation = { values: [sex], decided: decided(share), label: null };
          changes.push(...replay.take({ observed: { observation }, at }));
        }
      }
    }
    const fired = changes.find(({ state }) => state === 'firing')!;
    const days = Math.ceil((Date.parse(fired.at) - begin) / (24 * HOUR_MS));
    expect(days).toBeGreaterThan(1);
    const seen = await seenOf(
      `${UNFAIR}Expect gap fires for sex f within ${days} days\nExpect gap fires within ${days - 1} days\nExpect gap does not fire\nExpect nothing fires`,
    );
    expect(seen[0]).toBe('met');
    expect(seen[1]).toBe(`it did so for sex f only after ${seen[1]!.split('only after ')[1]}`);
    expect(seen[1]).toContain(`(${fired.at})`);
    expect(seen[2]).toMatch(/^it fired for sex f after /);
    expect(seen[3]).toMatch(/^gap fired for sex f after /);
  });

  it('says what stands in place of what was expected', async () => {
    const seen = await seenOf(
      `${FAIR}Expect gap fires for sex f\nExpect gap is firing\nExpect gap is watching\nExpect gap resolves\nExpect gap fires for sex x`,
    );
    expect(seen[0]).toMatch(/^it is watching for sex f, evidence \S+ of \S+$/);
    expect(seen[1]).toBe(seen[0]);
    expect(seen[2]).toBe('met');
    expect(seen[3]).toBe(seen[0]);
    expect(seen[4]).toContain('there is no series of it');
  });

  it('meets nothing by the silence of what is not watched', async () => {
    const seen = await seenOf('Wait 1 day\nExpect nothing fires\nExpect gap does not fire');
    expect(seen[0]).toContain('there is no series of gap, tpr: no group');
    expect(seen[1]).toContain('there is no series of it: no group');
  });

  it('lets time go on, so that groups from which none come are told', async () => {
    expect(
      await seenOf(`${FAIR}Expect gap is watching for sex f\nWait 8 weeks\nExpect gap is no-data for sex f`),
    ).toEqual(['met', 'met']);
  });

  it('lets an alarm end by evidence', async () => {
    const repaired = FAIR.replace('10 days', '20 weeks');
    expect(await seenOf(`${UNFAIR}Expect gap is firing\n${repaired}Expect gap resolves`)).toEqual(['met', 'met']);
  });

  it('has labels come after their decisions, and refuses those that no cohort waits for', async () => {
    const labelled = (share: string, after: string): string =>
      `For 20 days, every 6 hours:\n  20 decisions of sex f, 50 % labelled favourable, of these ${share} favourable, of the others 20 % favourable${after}\n  20 decisions of sex m, 50 % labelled favourable, of these 80 % favourable, of the others 20 % favourable${after}\n`;
    const early = await play(
      `${labelled('30 %', ', labels after 5 days')}Expect tpr fires for sex f\nExpect tpr is firing for sex f`,
    );
    expect(early.expectations.map(({ isMet }) => isMet)).toEqual([true, true]);
    expect(early.decisions).toBe(3200);
    // Nobody waits longer than the horizon, which is not over for any block of nine days.
    expect(await seenOf(`${labelled('30 %', '').replace('20 days', '9 days')}Expect tpr fires for sex f`)).toEqual([
      expect.stringContaining('there is no series'),
    ]);
    await expect(play(`${labelled('30 %', ', labels after 11 days')}Expect nothing fires`)).rejects.toMatchObject({
      code: 'SCENARIO_INVALID',
      message: expect.stringContaining('s.scenario:5 its labels come after the label horizon'),
    });
  });

  it('has the same draws for the same seed', async () => {
    const drawn = (seed: number) =>
      playScenario(readScenario(`${HEAD}Draws: seed ${seed}\n${UNFAIR}Expect gap fires within 1 day`, 's'), 's', stage);
    expect(await drawn(1)).toEqual(await drawn(1));
    expect(await drawn(1)).not.toEqual(await drawn(2));
  });

  it('loads decisions, later than those before, and begins with the first of them', async () => {
    const decision = (at: number): ReplayedDecision => ({
      observed: { observation: { values: ['f'], decided: 1, label: null } },
      at,
    });
    const at = Date.parse('2025-01-01T00:00:00Z');
    const loading: Stage = {
      ...stage,
      load: async (_, { take, leaveOut }) => {
        leaveOut('excluded: missing time');
        for (const moment of [at, at + HOUR_MS]) take(decision(moment));
      },
    };
    expect(await play('Load d.csv, time t\nExpect nothing fires', loading)).toMatchObject({
      decisions: 2,
      uncounted: { 'excluded: missing time': 1 },
    });
    await expect(play(`${FAIR}Load d.csv, time t\nExpect nothing fires`, loading)).rejects.toThrow(
      'has decisions before 2026-03-12',
    );
    const empty: Stage = { ...stage, load: async () => undefined };
    await expect(play('Load "d e.csv", time t, label time l\nExpect nothing fires', empty)).rejects.toThrow(
      'd e.csv has no decision with a time',
    );
  });
});

describe('the end of a file that is loaded', () => {
  it('closes its last block, as a replay of the file does', async () => {
    const begin = Date.parse('2026-03-02T00:00:00Z');
    const decisions: ReplayedDecision[] = Array.from({ length: 8 }, (_, block) =>
      ['f', 'm'].flatMap((sex) =>
        Array.from({ length: 60 }, (_, i) => ({
          observed: { observation: { values: [sex], decided: i % 10 < (sex === 'f' ? 1 : 9) ? 1 : 0, label: null } },
          at: begin + block * 6 * HOUR_MS + i * 1000,
        })),
      ),
    )
      .flat()
      .sort((a, b) => a.at - b.at);
    // Of all blocks those up to the one at whose end the alarm comes.
    const blocks = [2, 3, 4, 5, 6, 7, 8].find((n) => {
      const replay = new Replay(stage.plan, 'loans');
      for (const one of decisions.slice(0, 120 * n)) replay.take(one);
      return replay.end().summary.firing.length > 0;
    })!;
    const loading: Stage = {
      ...stage,
      load: async (_, { take }) => decisions.slice(0, 120 * blocks).forEach(take),
    };
    const { expectations } = await play(
      'Load d.csv, time t\nExpect gap fires for sex f\nExpect gap is firing',
      loading,
    );
    expect(expectations.map(({ seen }) => seen)).toEqual(['', '']);
  });
});

describe('an alarm that is on since before a step', () => {
  it('is no silence', async () => {
    const seen = await seenOf(`${UNFAIR}Expect gap fires\n${UNFAIR}Expect nothing fires\nExpect gap does not fire`);
    expect(seen).toEqual([
      'met',
      'gap fires for sex f since before the step',
      'it fires for sex f since before the step',
    ]);
  });
});

describe('a file that is no scenario is refused with its line and a remedy', () => {
  const step = 'For 1 day, every 6 hours:\n';
  it.each([
    ['Expect nothing fires', ':4 there is no step above it'],
    ['Wait 3 days', ':1 expects nothing'],
    ['Wait 3 dayz\nExpect nothing fires', ':4 "Wait 3 dayz" is no line of a scenario'],
    ['For 1 day, every 7 hours:\nExpect nothing fires', ':4 the time is no whole number of intervals'],
    [`${step}Expect nothing fires`, ':4 no decisions are made in it'],
    [`${step}0 decisions, 5 % favourable`, ':5 0 decisions in an interval'],
    [`${step}3 people, 5 % favourable`, ':5 "3 people" is no number of decisions'],
    [`${step}3 decisions of sex, 5 % favourable`, ':5 "sex" is no group'],
    [`${step}3 decisions of sex f and sex m, 5 % favourable`, ':5 "sex f and sex m" is no group'],
    [`${step}3 decisions of sex f, 101 % favourable`, ':5 "101 % favourable" is more than all'],
    [`${step}3 decisions of sex f, 5 % favorable`, ':5 "5 % favorable" says nothing about decisions'],
    [`${step}3 decisions of sex f`, ':5 it does not say how many'],
    [`${step}3 decisions of sex f, 5 % favourable, 6 % favourable`, ':5 "6 % favourable" stands beside another'],
    [`${step}3 decisions of sex f, 5 % favourable, labels after 1 day`, ':5 it does not say how many'],
    [
      `${step}3 decisions of age f, 5 % favourable\nExpect nothing fires`,
      ':5 nothing that is watched is compared by "age"',
    ],
    ['Wait 1 day\n3 decisions, 5 % favourable', ':5 decisions come in a step of intervals'],
    [
      `${step}3 decisions, 5 % favourable\nExpect nothing fires\n3 decisions, 5 % favourable`,
      ':7 decisions stand after',
    ],
    ['Wait 1 day\nExpect gapp fires', ':5 no requirement "gapp" is watched'],
    ['Wait 1 day\nExpect ratio fires', ':5 "ratio" is not watched: switched off'],
    ['Wait 1 day\nExpect gap fires for race x', ':5 "gap" is not compared by "race"'],
    ['Wait 1 day\nExpect gap is fireing', ':5 there is no state "fireing"'],
    ['Wait 1 day\nExpect gap is firing within 2 days', ':5 "within" goes with'],
    [`${'Wait 99999 weeks\n'.repeat(5)}Expect nothing fires`, ':8 the year 9999 is over before its end'],
    ['Wait 1 day\nExpect something', ':5 "something" is nothing that can be expected'],
    ['Wait 1 day\nExpect nothing fires\nStarts: 2026-01-01', ':6 "Starts:" stands after the first step'],
    ['Starts: 2026-01-01', ':4 "Starts:" stands twice'],
    ['Draws: 7', ':4 "7" is no seed'],
    [`For 99999 weeks, every minute:\n3 decisions, 5 % favourable`, ':4 more than 1000000 intervals'],
    [
      `For 99 weeks, every minute:\n1000 decisions, 5 % favourable\nExpect nothing fires`,
      ':4 more than 10000000 decisions',
    ],
  ])('%j', async (steps, message) => {
    await expect((async () => play(steps))()).rejects.toMatchObject({
      code: 'SCENARIO_INVALID',
      message: expect.stringContaining(`s.scenario${message}`),
      remedy: expect.stringMatching(/\S/),
    });
  });

  it('names what is watched once, beside a name that is like none of it', async () => {
    await expect(play('Wait 1 day\nExpect something-else fires')).rejects.toMatchObject({
      remedy: expect.stringMatching(/^Watched are [^.]+\.$/),
    });
  });

  it.each([
    ['Policy: p.yaml\nWait 1 day\nExpect nothing fires', ':1 has no name'],
    ['Scenario: s\nWait 1 day\nExpect nothing fires', ':1 names no policy'],
    ['Scenario: \nPolicy: p.yaml', ':1 "Scenario:" has no value'],
    ['Scenario: s\nPolicy: p.yaml\nStarts: 2026-02-30', ':3 "2026-02-30" is no moment'],
    ['x'.repeat(1_000_001), ':1 more than 1000000 characters'],
  ])('%.60j', (text, message) => {
    expect(() => readScenario(text, 's.scenario')).toThrow(`s.scenario${message}`);
  });
});
