import { linkSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openFiles, openTallyFile } from '../../src/adapters/dataset/index.js';
import { mergeTallies, tallyToJson } from '../../src/core/fairness/index.js';
import { planOf, policyOf } from './support/policies.js';

const folder = mkdtempSync(join(tmpdir(), 'tribune-repeated-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const plan = planOf(policyOf({ by: ['race'], score: 's' }));
const HEADER = 'race,y_true,y_pred,s\n';
const FIRST = `${HEADER}A,1,1,0.5\nB,0,1,0.25\n`;
const SECOND = `${HEADER}A,0,0,0.125\nC,1,0,0.5\n`;
writeFileSync(at('a.csv'), FIRST);
writeFileSync(at('b.csv'), SECOND);

describe('data that is named twice', () => {
  it('is refused whatever its second name: a copy, a link, a symbolic link, a packed twin', async () => {
    writeFileSync(at('copy.csv'), FIRST);
    linkSync(at('a.csv'), at('hard.csv'));
    symlinkSync(at('a.csv'), at('soft.csv'));
    writeFileSync(at('a.csv.gz'), gzipSync(FIRST));
    for (const twin of ['copy.csv', 'hard.csv', 'soft.csv', 'a.csv.gz']) {
      await expect(openFiles([at('b.csv'), at('a.csv'), at(twin)]).tally(plan)).rejects.toMatchObject({
        code: 'DATA_REPEATED',
        message: expect.stringContaining(twin),
      });
    }
  });

  it('under one name counts once, and files without rows may be equal', async () => {
    writeFileSync(at('none-1.csv'), HEADER);
    writeFileSync(at('none-2.csv'), HEADER);
    const paths = [at('a.csv'), at('a.csv'), at('none-1.csv'), at('none-2.csv')];
    expect((await openFiles(paths).tally(plan)).tally.rowsRead).toBe(2);
  });
});

describe('several tallies', () => {
  it('merge into the tally of all rows, by names or by a pattern', async () => {
    const tallies = await Promise.all(
      ['a', 'b'].map(async (name) => (await openFiles([at(`${name}.csv`)]).tally(plan)).tally),
    );
    tallies.forEach((tally, i) => {
      writeFileSync(at(`tally-${i}.json`), JSON.stringify(tallyToJson(tally)));
    });
    const all = (await openFiles([at('a.csv'), at('b.csv')]).tally(plan)).tally;
    for (const paths of [[at('tally-0.json'), at('tally-1.json')], at('tally-*.json')]) {
      const { tally, sources } = await openTallyFile(paths).tally(plan);
      expect(tally).toEqual(all);
      expect(tally).toEqual(mergeTallies(tallies[0]!, tallies[1]!));
      expect(sources.map(({ rows }) => rows)).toEqual([2, 2]);
    }
  });

  it('are refused where one is given twice', async () => {
    writeFileSync(at('again.json'), JSON.stringify(tallyToJson((await openFiles([at('a.csv')]).tally(plan)).tally)));
    writeFileSync(at('twin.json'), JSON.stringify(tallyToJson((await openFiles([at('a.csv')]).tally(plan)).tally)));
    await expect(openTallyFile([at('again.json'), at('twin.json')]).tally(plan)).rejects.toMatchObject({
      code: 'DATA_REPEATED',
    });
  });
});
