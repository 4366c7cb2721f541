import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TableReader } from '../../domain/explanations/ports/index.js';
import { readRows } from '../dataset/index.js';

/** Reads a table from a file that exists only that long, closed to others, because it holds people. */
export async function withTable<T>(
  folder: string,
  bytes: Uint8Array,
  name: string,
  use: (table: TableReader) => Promise<T>,
): Promise<T> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${randomBytes(8).toString('hex')}${endingOf(bytes)}`);
  try {
    writeFileSync(path, bytes, { mode: 0o600 });
    return await use({
      name,
      read: async ({ purpose: _, ...reading }) => readRows(path, { ...reading, purpose: 'inputs of the model' }),
    });
  } finally {
    rmSync(path, { force: true });
  }
}

/** What the file is called at its end, by its first bytes: those of Parquet, an object of JSON Lines, otherwise CSV. */
function endingOf(bytes: Uint8Array): string {
  const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
  if (start.startsWith('PAR1')) return '.parquet';
  return start.startsWith('{') ? '.jsonl' : '.csv';
}
