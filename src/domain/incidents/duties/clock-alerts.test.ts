import { describe, expect, it } from 'vitest';
import type { Alert } from '../../alerts/ports.js';
import type { Signal } from '../../alerts/signals/index.js';
import type { DutyClock, Incident } from '../model/index.js';
import { clockCall, clockSignals, watchClocks } from './clock-alerts.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-30T00:00:00Z');

const clock = (hours: number | null, more: Partial<DutyClock> = {}): DutyClock => ({
  ...{ duty: 'eu-gdpr-33', what: 'Notify it.', to: 'the authority', source: 'GDPR 33(1)', dated: null },
  ...{ fact: 'personal-data-breach', fromMs: NOW, dueAtMs: hours === null ? null : NOW + hours * HOUR },
  ...{ filed: null, waived: null, ...more },
});
const incident = (...clocks: DutyClock[]): Incident =>
  ({
    ...{ id: 'i1', title: 'What a person wrote about Mr Smith', system: 'lending', clocks },
    scope: { kind: 'deployment', deployment: 'lending/prod' },
  }) as unknown as Incident;
const asAlert = (signal: Signal, id: number): Alert =>
  ({ ...signal, id, occurrence: 1, startedAtMs: signal.atMs, endedAtMs: null, acknowledged: null }) as Alert;

describe('the clock of a duty', () => {
  it('calls when a quarter of its time is left, two days before at the earliest, and when it is over', () => {
    const calls = (hours: number | null, at: number): unknown => clockCall(clock(hours), NOW + at * HOUR);
    expect([calls(72, 53), calls(72, 54), calls(72, 71.9), calls(72, 72)]).toEqual([null, 'near', 'near', 'overdue']);
    expect([calls(15 * 24, 311), calls(15 * 24, 312)]).toEqual([null, 'near']);
    expect(calls(null, 0)).toBe('at once');
    const done = { atMs: NOW, by: 'ann' };
    expect(clockCall(clock(1, { filed: { ...done, reference: 'x' } }), NOW + 2 * HOUR)).toBe(null);
    expect(clockCall(clock(null, { waived: { ...done, reason: 'x' } }), NOW)).toBe(null);
  });

  it('is told once, with what to do and without the title that a person wrote', () => {
    const [near, ...more] = clockSignals([incident(clock(72))], [], NOW + 60 * HOUR);
    expect(more).toEqual([]);
    expect(near).toMatchObject({
      ...{ state: 'firing', severity: 'ticket' },
      labels: { kind: 'incident-clock', incident: 'i1', deployment: 'lending/prod', system: 'lending', call: 'near' },
      content: {
        summary: 'The report eu-gdpr-33 about an incident (deployment lending/prod) is due soon.',
        actions: expect.arrayContaining(['Read the incident: tribune incident show i1']),
      },
    });
    expect(JSON.stringify(near)).not.toContain('Smith');
    expect(clockSignals([incident(clock(72))], [asAlert(near!, 1)], NOW + 61 * HOUR)).toEqual([]);
  });

  it('goes from due soon to overdue, and is over once the report was filed', () => {
    const [near] = clockSignals([incident(clock(72))], [], NOW + 60 * HOUR);
    const later = clockSignals([incident(clock(72))], [asAlert(near!, 1)], NOW + 80 * HOUR);
    expect(later.map(({ state, severity, atMs }) => [state, severity, (atMs - NOW) / HOUR])).toEqual([
      ['ended', 'ticket', 80],
      ['firing', 'page', 72],
    ]);
    const filed = { atMs: NOW + 81 * HOUR, by: 'ann', reference: 'x' };
    const over = (...open: Incident[]): Signal[] => clockSignals(open, [asAlert(later[1]!, 2)], NOW + 82 * HOUR);
    expect(over(incident(clock(72, { filed })))).toMatchObject([
      {
        key: later[1]!.key,
        state: 'resolved',
        content: { summary: 'The report eu-gdpr-33 about an incident was filed.' },
      },
    ]);
    const waived = { atMs: NOW, by: 'ann', reason: 'x' };
    expect(over(incident(clock(72, { waived })))).toMatchObject([{ state: 'ended' }]);
    expect(over()).toMatchObject([{ state: 'ended', content: { actions: [] } }]);
  });

  it('is watched by a job, which reads every alert that fires', async () => {
    const many = Array.from({ length: 501 }, (_, i) => ({ ...clock(1), duty: `d${i}` }));
    const raised: Signal[][] = [];
    const firing = (): Alert[] => raised.flat().map(asAlert).toReversed();
    const job = watchClocks({
      incidents: { open: async () => [incident(...many)] },
      alerts: {
        raise: async (signals) => void raised.push([...signals]),
        list: async ({ before, limit }) =>
          firing()
            .filter(({ id }) => before === undefined || id < before)
            .slice(0, limit),
      },
      nowMs: () => NOW + HOUR,
    });
    await job.run();
    await job.run();
    expect(raised.map((one) => one.length)).toEqual([501, 0]);
  });
});
