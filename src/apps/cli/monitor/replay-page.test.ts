import { expect, it } from 'vitest';
import { monitoredPolicy } from '../../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../../core/policy/index.js';
import { phaseLines, planMonitor } from '../../../domain/monitor/index.js';
import { Replay, ReplayTrace } from '../../../domain/monitor-replay/index.js';
import { durationLines, type ExplainedChange, explained } from '../../../domain/monitor-review/index.js';
import { causeTexts } from './cause-text.js';
import { durationTexts } from './duration-text.js';
import { replayHtml } from './replay-page.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);

/** Thirty days, of which on the last ten another version selects fewer women. */
function replayed() {
  const more = ', causes: { version: v }, durations: [{ requirement: gap, for: 7d, mode: pooled }]';
  const { policy } = parsePolicy(monitoredPolicy({ block: '6h', more }));
  const plan = planMonitor(policy);
  const trace = new ReplayTrace(plan);
  const replay = new Replay(plan, 'loans', (state, phase, changes) =>
    trace.note(phaseLines(plan, state, phase), changes),
  );
  const changes: ExplainedChange[] = [];
  for (let block = 0; block < 4 * 30; block++)
    for (let i = 0; i < 80; i++) {
      const isWoman = i % 2 === 1;
      const isNew = block >= 4 * 20;
      const decided = Math.floor(i / 2) < (isWoman && isNew ? 6 : 20) ? 1 : 0;
      const observation = { values: [isWoman ? 'f' : 'm', isNew ? 'v2' : 'v1'], decided, label: null } as const;
      const at = START + block * 6 * HOUR + i * 1000;
      changes.push(...explained(plan, replay.take({ observed: { observation }, at }), (phase) => replay.recent[phase]));
    }
  const { summary, counts, changes: last } = replay.end();
  changes.push(...explained(plan, last, (phase) => replay.recent[phase]));
  const durations = durationLines(plan, replay.state, { deployment: 'loans', recent: replay.days });
  return {
    policy,
    digest: 'sha256:0',
    plan,
    trace,
    summary,
    counts,
    changes,
    durations,
    replay: 'tribune monitor replay',
  };
}

it('has under each alarm what may be behind it, and what has lasted for days, in the words of the text', () => {
  const ended = replayed();
  const html = replayHtml(ended).replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  const fired = ended.changes.find(({ state }) => state === 'firing')!;
  const causes = causeTexts(fired);
  expect(causes[0]).toBe('likely cause: another version');
  for (const text of causes) expect(html).toContain(`<li>${text.replace(/^- /, '')}</li>`);
  expect(html.indexOf('likely cause')).toBeGreaterThan(html.indexOf(': firing, '));
  expect(ended.durations).toMatchObject([{ truth: 'holds', mode: 'pooled' }]);
  expect(html).toContain('What has lasted for days');
  const [, detail] = durationTexts(ended.durations, (_, text) => text, 1000).split('\n');
  expect(html).toContain(detail!.trim());
  expect(replayHtml({ ...ended, durations: [] })).not.toContain('What has lasted for days');
});

it('tells what was so of the data, with what was counted', () => {
  const { policy } = parsePolicy(monitoredPolicy({ more: ', quality: { silence: 6h, volume: { minPerBlock: 60 } }' }));
  const plan = planMonitor(policy);
  const replay = new Replay(plan, 'loans');
  const changes: ExplainedChange[] = [];
  for (const [hour, n] of [100, 100, 30, 100].entries())
    for (let i = 0; i < n; i++) {
      const observation = { values: [i % 2 === 0 ? 'm' : 'f'], decided: i % 4 < 2 ? 1 : 0, label: null } as const;
      changes.push(...replay.take({ observed: { observation }, at: START + hour * HOUR + i * 1000 }));
    }
  const { summary, counts, changes: last } = replay.end();
  changes.push(...last);
  const trace = new ReplayTrace(plan);
  const ended = { policy, digest: 'sha256:0', plan, trace, summary, counts, changes, durations: [], replay: 'x' };
  const html = replayHtml(ended);
  expect(html).toContain('2026-01-05 03:00: firing, 30 decisions in the block from 2026-01-05 02:00');
  expect(html).toContain('time without a decision, at most 6 h');
  expect(html).toContain('It was never broken.');
});
