import { alertTables } from '../../../src/adapters/postgres/alerts/index.js';
import { HOUR_MS } from '../../../src/core/base/durations.js';
import { defineAlertSource, signalOf } from '../../../src/domain/alerts/signals/index.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const source = defineAlertSource('crash', 'Alerts of a test.');

/** An alert of its own for each attempt, by its id. */
async function alertOf({ deps, store }: Plane, n: number): Promise<number> {
  const signal = signalOf(source, {
    ...{ key: `crash ${n}`, state: 'firing', severity: 'page', atMs: Date.now(), labels: { attempt: `n${n}` } },
    ...{ topic: `crash ${n}`, causes: [], content: { summary: 'A test.', lines: [], facts: {}, actions: [] } },
  });
  await store.of(alertTables).alerts.raise([signal]);
  await deps.alerts.run();
  const [alert] = await deps.alerts.list({ labels: { attempt: `n${n}` }, limit: 2 });
  return alert!.id;
}

const wanted = (n: number) => ({
  matchers: [{ label: 'attempt', is: '=' as const, value: `n${n}` }],
  ...{ fromMs: null, toMs: Date.now() + HOUR_MS, why: 'test' },
});
const silencesOf = async ({ deps }: Plane, n: number) =>
  (await deps.alerts.silences(true)).filter(({ matchers }) => matchers[0]!.value === `n${n}`);

/** What people do about alerts. */
export const ALERT_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'somebody looks after an alert': scenario({
    acts: ['alert.acknowledge'],
    leaves: ['alert.acknowledged'],
    again: [],
    before: alertOf,
    act: ({ deps }, id) => deps.alerts.acts.acknowledge([id], { by: 'test', note: 'on it' }),
    changed: async ({ deps }, id) => [(await deps.alerts.alert(id)).alert.acknowledged !== null],
  }),
  'nobody looks after an alert any more': scenario({
    acts: ['alert.release'],
    leaves: ['alert.released'],
    again: [],
    async before(plane, n) {
      const id = await alertOf(plane, n);
      await plane.deps.alerts.acts.acknowledge([id], { by: 'test', note: 'on it' });
      return id;
    },
    act: ({ deps }, id) => deps.alerts.acts.release([id], { by: 'test', note: 'it was another one' }),
    changed: async ({ deps }, id) => [(await deps.alerts.alert(id)).alert.acknowledged === null],
  }),
  'alerts are silenced': scenario({
    acts: ['alert.silence'],
    leaves: ['alert.silenced'],
    // A second silence beside the first changes nothing for anybody.
    again: ['alert.silenced'],
    before: async (_plane, n) => n,
    act: ({ deps }, n) => deps.alerts.acts.silence(wanted(n), 'test'),
    changed: async (plane, n) => [(await silencesOf(plane, n)).length > 0],
  }),
  'a silence is ended': scenario({
    acts: ['alert.end-silence'],
    leaves: ['alert.silence-ended'],
    again: [],
    before: async ({ deps }, n) => (await deps.alerts.acts.silence(wanted(n), 'test')).id,
    act: ({ deps }, id) => deps.alerts.acts.endSilence(id, 'test'),
    changed: async ({ deps }, id) => {
      const silence = (await deps.alerts.silences(true)).find((one) => one.id === id)!;
      return [silence.endsAtMs <= Date.now()];
    },
  }),
};
