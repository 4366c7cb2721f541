import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { columnsOfFiles } from './index.js';

it('columns that do not fit into memory are refused with what would', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tribune-columns-'));
  try {
    const path = join(folder, 'people.csv');
    writeFileSync(path, 'a,b,c\n1,2,3\n4,5,6\n7,8,9\n0,1,2\n');
    const reading = { columns: (names: readonly string[]) => names, texts: [] };
    await expect(columnsOfFiles(path, {}, 11).read(reading)).rejects.toMatchObject({
      code: 'DATA_TOO_LARGE',
      message: expect.stringContaining('4 rows of 3 columns, more than the 11 cells'),
      remedy: 'These would fit: 2 columns (--features), or a sample of 3 rows with all of them.',
    });
    expect((await columnsOfFiles(path, {}, 12).read(reading)).rows).toBe(4);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
