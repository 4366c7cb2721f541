import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TextMemory } from './chunk.js';
import { Connection } from './connection.js';

let connection: Connection;
beforeAll(async () => {
  connection = await Connection.open(':memory:', {});
});
afterAll(() => connection.closeSync());

/** Three chunks of rows: NULLs, texts of every length around the 12 bytes that a string keeps within itself, integers on both sides of 64 bits. */
const ROWS = `
  SELECT CASE WHEN i % 7 <> 3 THEN CAST(i - 2500 AS INTEGER) END AS i,
    CASE WHEN i % 5 <> 0 THEN (i - 2500) / 3.0::DOUBLE END AS d,
    CASE WHEN i % 11 <> 5 THEN CAST(i - 2500 AS HUGEINT) * 9223372036854775807 END AS h,
    CASE WHEN i % 13 <> 1 THEN repeat(chr(CAST(97 + i % 3 AS INTEGER)), CAST(i % 16 AS INTEGER)) || CASE WHEN i % 17 = 0 THEN 'é𝒳' ELSE '' END END AS t
  FROM range(5000) AS r(i) ORDER BY r.i`;

/** The same by the package that hands over values one by one. */
async function expected(): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const other = await instance.connect();
  const rows = (await other.runAndReadAll(ROWS)).getRows();
  other.closeSync();
  instance.closeSync();
  return rows;
}

describe('the rows of DuckDB', () => {
  it('are what its own package reads, chunk by chunk', async () => {
    const rows: unknown[][] = [];
    const memory = new TextMemory();
    await connection.stream(ROWS, (chunk) => {
      const [i, d] = [chunk.integers(0), chunk.doubles(1)];
      const [h, t] = [chunk.hugeints(2), chunk.texts(3)];
      for (let row = 0; row < chunk.rows; row++) {
        rows.push([
          i.valid(row) ? i.values[row] : null,
          d.valid(row) ? d.values[row] : null,
          h.valid(row) ? h.at(row) : null,
          t.known(row, memory),
        ]);
        expect(t.at(row)).toBe(t.known(row, memory));
      }
    });
    expect(rows).toHaveLength(5000);
    expect(rows).toEqual(await expected());
  });

  it('are text where few are asked for', async () => {
    const sql = "SELECT 1, 1 = 1, 12345678901234567890123, CAST(7 AS BIGINT), 0.1::DOUBLE, 'x', NULL::VARCHAR";
    expect(await connection.texts(sql)).toEqual([['1', 'true', '12345678901234567890123', '7', '0.1', 'x', null]]);
    expect(await connection.texts('SELECT 1 WHERE false')).toEqual([]);
  });

  it('are counted by statement, and a fault is told in the words of the engine', async () => {
    expect(await connection.statementCount('SELECT 1; SELECT 2')).toBe(2);
    await expect(connection.statementCount('SELEC 1')).rejects.toThrow(/Parser Error/);
    await expect(connection.stream('SELECT * FROM nowhere', () => {})).rejects.toThrow(/Catalog Error/);
    await expect(connection.texts("SELECT DATE '2026-01-01'")).rejects.toThrow(/nobody asked for/);
  });

  it('may be refused while the engine makes the next: the fault comes through, and the connection lives', async () => {
    let taken = 0;
    const refused = connection.stream(ROWS, () => {
      taken += 1;
      throw new Error('enough');
    });
    await expect(refused).rejects.toThrow('enough');
    expect(taken).toBe(1);
    expect(await connection.texts('SELECT 2')).toEqual([['2']]);
  });
});
