import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** A Python that has the peers: `PYTHON=.venv/bin/python npx vitest run src/core/fairness/outcomes/peers.test.ts`. */
const python = process.env.PYTHON ?? 'python3';
const modules = 'scipy, statsmodels, sklearn, fairlearn, mpmath';
const isThere = spawnSync(python, ['-c', `import ${modules}`], { stdio: 'ignore' }).status === 0;
if (!isThere) console.log(`skipped: ${python} has not ${modules} (PYTHON names the Python)`);

/** All numbers of a JSON value with their places. */
function numbersOf(value: unknown, place = ''): [string, number][] {
  if (typeof value === 'number') return [[place, value]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, one]) => numbersOf(one, `${place}/${name}`));
}

describe.skipIf(!isThere)('the figures kept in testdata are those that the peers give today', () => {
  it.each(['ordered', 'stages', 'class', 'ranking'])('%s', { timeout: 120_000 }, (kind) => {
    const folder = resolve(import.meta.dirname, 'testdata');
    const { stdout, stderr } = spawnSync(python, [`${kind}.py`, '--print'], { cwd: folder, encoding: 'utf8' });
    expect(stdout, stderr).not.toBe('');
    const kept = new Map(numbersOf(JSON.parse(readFileSync(resolve(folder, `${kind}.json`), 'utf8'))));
    const found = numbersOf(JSON.parse(stdout));
    expect(found.length).toBe(kept.size);
    for (const [place, number] of found) {
      expect(Math.abs(number - kept.get(place)!), place).toBeLessThanOrEqual(1e-9 * Math.max(1e-3, Math.abs(number)));
    }
  });
});
