import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { outcomesOfMetric, REQUIREMENT_METRICS } from '../../core/policy/sections/index.js';
import { watchedPage } from './watched-page.js';

const page = watchedPage('');
const guide = (name: string): string =>
  readFileSync(new URL(`../../../docs/guides/${name}`, import.meta.url), 'utf8').replaceAll('\r\n', '\n');

it('every metric that a policy can say is watched, or refused with what can be watched instead, under each kind of decision that it measures', () => {
  const sections = page.split(/^## /m).slice(1);
  expect(sections).toHaveLength(7);
  const rows = sections
    .slice(0, 6)
    .map((text) => [...text.matchAll(/^\| `(\w+)` \([^|]*\) \| ([^|]*) \| (.*) \| ?(.*)\|$/gm)]);
  const counted = new Map<string, Set<number>>();
  for (const [i, own] of rows.entries())
    for (const [, metric] of own) counted.set(metric!, (counted.get(metric!) ?? new Set()).add(i));
  // A number of another command's result is about no decision.
  for (const metric of REQUIREMENT_METRICS)
    expect(counted.get(metric)?.size ?? 0, metric).toBe(
      metric === 'result_field' ? 0 : outcomesOfMetric(metric).length,
    );
  const refused = rows.flat().filter(([, , , watched]) => watched!.startsWith('no: '));
  expect(refused.length).toBeGreaterThan(15);
  for (const [row, , , , instead] of refused) expect(instead!.trim(), row).toMatch(/^[A-Z].{10,}\.$/);
  expect(page).toContain('| value with `max` | as soon as');
  expect(rows.flat().length - refused.length).toBeGreaterThan(35);
});

it('says of what stands in the way of every metric that it does', () => {
  const [, ...ways] = page
    .split('## Whatever the metric')[1]!
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
  expect(ways.length).toBeGreaterThan(8);
  for (const row of ways) expect(row).toMatch(/^\| .* \| no: .* \| .*\|$/);
});

it('is linked from the guides', () => {
  for (const name of ['monitor.md', 'live-monitor.md']) expect(guide(name)).toContain('../reference/watched.md');
});
