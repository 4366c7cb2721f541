import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Reference numbers and real data live beside the project; a user's clone has none, and their suites are then skipped. */
export const sharedDir: string = resolve(import.meta.dirname, '../../../shared');
export const hasShared: boolean = existsSync(resolve(sharedDir, 'reference'));

if (!hasShared && process.env.TRIBUNE_SHARED === 'required') {
  throw new Error(`TRIBUNE_SHARED=required, but ${sharedDir}/reference is not there`);
}

export const sharedPath = (path: string): string => resolve(sharedDir, path);

export function sharedText(path: string): string {
  const bytes = readFileSync(sharedPath(path));
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

export const sharedJson = <T>(path: string): T => JSON.parse(sharedText(path)) as T;

/** Rows of a simple CSV (no quoted separators) as records of text. */
export function sharedCsv(path: string): Record<string, string>[] {
  const [header, ...lines] = sharedText(path).trimEnd().split(/\r?\n/);
  const names = header!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}
