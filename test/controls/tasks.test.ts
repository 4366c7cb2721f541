import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/domain/alerts/ports.js';
import { taskSignals } from '../../src/domain/control-records/index.js';
import { DATED_PACKS, evaluateOne, QUESTIONS, type SystemFacts, tasksOf } from '../../src/domain/controls/index.js';
import { answersFor, bareFacts, DAY_MS, fullFacts } from './support/facts.js';

const NOW_MS = Date.parse('2026-11-30T18:00:00Z');
const packs = DATED_PACKS;
const control = (id: string) => packs.flatMap(({ controls }) => controls).find((one) => one.id === id)!;
const named = (days: number, facts = fullFacts('credit', ['US-CO', 'EU'], {}, NOW_MS)) =>
  tasksOf({ facts, packs, nowMs: NOW_MS, days }).map((task) => ({ id: task.control.id, why: task.why, day: task.day }));

describe('what becomes open', () => {
  it('is law that begins and that records are no evidence for, on the day on which it begins', () => {
    const answers = { ...answersFor(control('CO-1704')), deployer: true, consequential: true };
    const bare = bareFacts('credit', ['US-CO'], answers);
    expect(named(31, bare)).not.toContainEqual(expect.objectContaining({ id: 'CO-1704' }));
    expect(named(32, bare)).toContainEqual({ id: 'CO-1704', why: 'begins', day: '2027-01-01' });
    expect(named(32, fullFacts('credit', ['US-CO'], answers, NOW_MS)).map(({ id }) => id)).not.toContain('CO-1704');
  });

  it('is an audit that grows too old, on the first day on which it is', () => {
    // The audit is of the day before, at the same hour, so that the 365 days are over in the course of a day and open at the start of the next.
    const found = named(400).find(({ id }) => id === 'NIST-MS2.11')!;
    expect(found).toEqual({ id: 'NIST-MS2.11', why: 'runs-out', day: '2027-11-30' });
    const pack = packs.find(({ framework }) => framework === 'nist-ai-rmf')!;
    const at = (day: string) =>
      evaluateOne({
        control: control('NIST-MS2.11'),
        pack,
        facts: fullFacts('credit', ['US'], {}, NOW_MS),
        atMs: Date.parse(day),
      });
    expect([at('2027-11-29').status, at('2027-11-30').status]).toEqual(['met', 'gap']);
  });

  it('is what somebody said until a day, and nothing that is open already', () => {
    expect(named(60)).toContainEqual({ id: 'GDPR-35', why: 'runs-out', day: '2026-12-31' });
    expect(named(60, bareFacts('credit', ['EU'], {})).map(({ id }) => id)).not.toContain('GDPR-35');
  });

  it('is law that begins and ends again within the days, or runs out after it began', () => {
    const pack = packs.find(({ framework }) => framework === 'nist-ai-rmf')!;
    const periods = [{ from: '2026-12-10', if: [] }];
    const one = { ...control('NIST-MS2.11'), periods, repealedAt: '2026-12-20' };
    const tasks = (facts: SystemFacts, changed: object, days = 60) =>
      tasksOf({ facts, packs: [{ ...pack, controls: [{ ...one, ...changed }] }], nowMs: NOW_MS, days });
    const [bare, full] = [bareFacts('credit', ['US'], {}), fullFacts('credit', ['US'], {}, NOW_MS)];
    const begins = [{ why: 'begins', day: '2026-12-10', will: 'gap' }];
    for (const days of [10, 19, 20, 60]) expect(tasks(bare, {}, days)).toMatchObject(begins);
    expect(tasks(bare, {}, 9)).toEqual([]);
    expect(tasks(full, {})).toEqual([]);
    const checks = [{ is: 'audit-fresh', days: 14, verdict: 'any' }];
    expect(tasks(full, { checks })).toMatchObject([{ why: 'runs-out', day: '2026-12-14', will: 'gap' }]);
    expect(tasks(full, { checks, repealedAt: '2026-12-14' })).toEqual([]);
    expect(tasks(full, { checks, repealedAt: '2026-12-15' })).toHaveLength(1);
  });

  it('is law of which it is not known for a while whether it begins, until another class settles that it holds', () => {
    const pack = packs.find(({ framework }) => framework === 'nist-ai-rmf')!;
    const [open, sure] = QUESTIONS.questions.map(({ id }) => id) as [string, string];
    const periods = [
      { from: '2026-12-10', if: [open] },
      { from: '2026-12-20', if: [sure] },
    ];
    const facts = fullFacts('credit', ['US'], { [sure]: true }, NOW_MS);
    const controls = [{ ...control('NIST-MS2.11'), periods }];
    expect(tasksOf({ facts, packs: [{ ...pack, controls }], nowMs: NOW_MS, days: 60 })).toMatchObject([
      { why: 'begins', day: '2026-12-10', will: 'undecided' },
    ]);
  });
});

describe('alerts of tasks', () => {
  const tasks = tasksOf({ facts: fullFacts('credit', ['EU'], {}, NOW_MS), packs, nowMs: NOW_MS, days: 60 })
    .filter(({ control: one }) => one.id === 'GDPR-35')
    .map((task) => ({ ...task, system: 'credit' }));

  it('fire once, and end as done before the day, and as shown by nothing from it on', () => {
    const [signal] = taskSignals(tasks, [], NOW_MS);
    expect(signal).toMatchObject({
      ...{ state: 'firing', severity: 'digest' },
      labels: { kind: 'control-task', system: 'credit', framework: 'eu-gdpr', control: 'GDPR-35', day: '2026-12-31' },
      content: { summary: 'GDPR-35 of credit is no longer met on 2026-12-31.' },
    });
    const firing = [signal as unknown as Alert];
    expect(taskSignals(tasks, firing, NOW_MS)).toEqual([]);
    expect(taskSignals([], firing, NOW_MS)).toMatchObject([{ state: 'resolved' }]);
    expect(taskSignals([], firing, NOW_MS + 40 * DAY_MS)).toMatchObject([{ state: 'ended' }]);
  });
});
