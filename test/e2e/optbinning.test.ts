import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { cli, inFolder, root } from './support.js';

/** A Python that has optbinning: `PYTHON=.venv/bin/python npx vitest run test/e2e/optbinning.test.ts`. */
const python = process.env.PYTHON ?? 'python3';
const isThere = spawnSync(python, ['-c', 'import optbinning'], { stdio: 'ignore' }).status === 0;
if (!isThere) console.log(`skipped: ${python} has no optbinning (pip install optbinning; PYTHON names the Python)`);

const numbers = (csv: string): number[] => csv.trim().split('\n').slice(1).map(Number);

describe.skipIf(!isThere)('scorecards that optbinning fitted and bench/peers/optbinning_to_csv.py wrote', () => {
  it('score 1,500 people as optbinning does, with missing values and a category that was never seen', async () => {
    await inFolder(async (folder) => {
      const script = join(root, 'bench/peers/optbinning_to_csv.py');
      const written = spawnSync('sh', ['-c', `mkdir -p "${folder}" && "${python}" "${script}" "${folder}"`], {
        encoding: 'utf8',
      });
      expect(written.status, written.stderr).toBe(0);
      for (const stem of ['min_max', 'pdo_odds', 'min_max-based']) {
        const [card, people] = [join(folder, `${stem}.csv`), join(folder, `${stem}.people.csv`)];
        const run = await cli(['explain', card, people, '-b', people, '--unseen', 'model', '--json']);
        expect(run.code, run.err).toBe(0);
        const rows: { prediction: number[] }[] = JSON.parse(run.out).rows;
        const theirs = numbers(readFileSync(join(folder, `${stem}.score.csv`), 'utf8'));
        expect(rows).toHaveLength(theirs.length);
        const apart = theirs.map((score, i) => Math.abs(score - rows[i]!.prediction[0]!));
        expect(Math.max(...apart)).toBeLessThan(1e-9);
      }
    });
  }, 300_000);
});
