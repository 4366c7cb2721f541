import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { TribuneError } from '../../../core/base/errors.js';
import { jsonFault, parseStrict } from '../../../core/base/strict-json.js';
import type { Policy } from '../../../core/policy/index.js';
import { dataAudit } from '../../../core/policy/open-sections/index.js';
import { type PopulationFile, type PopulationFiles, populationCounts } from '../../../domain/data-audits/index.js';
import { reason } from '../frame/io.js';
import { besidePolicy, exists, lookedIn, placesOf } from './beside-policy.js';

type Population = NonNullable<NonNullable<ReturnType<typeof dataAudit.of>>['representation']>['population'][number];
type Named = NonNullable<Population['file']>;

/** Most cells of such a file: two columns of a million rows, as of a census by small areas. */
const MOST_CELLS = 2_000_000;
/** Largest file of JSON, which is read whole. */
const LARGEST_JSON = 8 * 1024 * 1024;

/**
 * Reads the files that the populations of a policy stand in, each found beside the policy or in the working folder.
 *
 * @throws TribuneError DATA_NOT_FOUND, DATA_UNREADABLE, DATA_COLUMN_MISSING, DATA_VALUE_INVALID, DATA_EMPTY, DATA_TOO_LARGE; POLICY_INVALID for another
 *   file than the digest names
 */
export async function readPopulations(policy: Policy, policyPath: string): Promise<PopulationFiles> {
  const populations = dataAudit.of(policy)?.representation?.population ?? [];
  const read = await Promise.all(
    populations.map(({ by, file }) => (file === undefined ? null : fileOf(file, by, policyPath))),
  );
  return new Map(read.flatMap((file, index) => (file === null ? [] : [[index, file] as const])));
}

async function fileOf(file: Named, by: string, policyPath: string): Promise<PopulationFile> {
  const found = /\.json$/i.test(file.path)
    ? await fromJson(file, by, policyPath)
    : await fromTable(file, by, policyPath);
  if (file.digest === undefined || file.digest === found.digest) return found;
  throw new TribuneError('POLICY_INVALID', `${file.path} is not the file that the policy names by its digest`, {
    remedy: `Its digest is ${found.digest}. Take back the file that was agreed on, or agree on this one and write its digest.`,
    place: { file: file.path },
  });
}

const columnsOf = ({ group, count }: Named, by: string): readonly [string, string] => [group ?? by, count ?? 'count'];

/** A table of counts, or a pattern of such tables: in the first of its places that has any. */
async function fromTable(file: Named, by: string, policyPath: string): Promise<PopulationFile> {
  const { isPattern, matchesAny, readRows } = await import('../../../adapters/dataset/index.js');
  const columns = columnsOf(file, by);
  const purpose = `population by ${by} (dataAudit.representation)`;
  const mayMatch = isPattern(file.path);
  for (const place of placesOf(file.path, policyPath)) {
    const isThere = (await exists(place)) || (mayMatch && (await matchesAny(place)));
    if (!isThere) continue;
    // A file that is there and cannot be read is an error: another one of the same name may be another population.
    const { cells, digest } = await readRows(place, { columns, purpose, maxCells: MOST_CELLS });
    return { digest, ...populationCounts(cells[0]!, cells[1]!, file.path) };
  }
  throw unreadable(file.path, policyPath, mayMatch ? 'no file matches it' : 'it does not exist');
}

/** JSON: a map of groups to people, or a list of maps with the two columns. */
async function fromJson(file: Named, by: string, policyPath: string): Promise<PopulationFile> {
  const bytes = await bytesOf(file.path, policyPath);
  const rows = rowsOf(parsed(bytes, file.path), columnsOf(file, by), file.path);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const [groups, counts] = [rows.map(([group]) => group), rows.map(([, count]) => count)];
  return { digest, ...populationCounts(groups, counts, file.path) };
}

const unreadable = (name: string, policyPath: string, why: string, cause?: unknown): TribuneError =>
  new TribuneError('DATA_NOT_FOUND', `the population ${name}, which the policy names, cannot be read: ${why}`, {
    remedy: lookedIn(name, policyPath),
    place: { file: name },
    cause,
  });

async function bytesOf(name: string, policyPath: string): Promise<Uint8Array> {
  const path = await besidePolicy(name, policyPath);
  const refuse = (cause: unknown): never => {
    throw unreadable(name, policyPath, reason(cause), cause);
  };
  const found = await stat(path).catch(refuse);
  if (!found.isFile()) throw unreadable(name, policyPath, 'it is no regular file');
  const { size } = found;
  if (size > LARGEST_JSON)
    throw new TribuneError('DATA_TOO_LARGE', `${name} has ${size} bytes; of JSON at most ${LARGEST_JSON} are read`, {
      remedy: 'Give it as CSV or Parquet.',
      place: { file: name },
    });
  return readFile(path).catch(refuse);
}

function parsed(bytes: Uint8Array, name: string): unknown {
  try {
    return parseStrict(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new TribuneError('DATA_UNREADABLE', `the population ${name} ${jsonFault(cause)}`, {
      remedy: 'Write { "group": people, ... } with each group once, or name a file of JSON Lines .jsonl.',
      place: { file: name },
      cause,
    });
  }
}

type Row = readonly [group: string | null, count: string | null];

function rowsOf(value: unknown, [group, count]: readonly [string, string], name: string): Row[] {
  if (isMap(value)) return Object.entries(value).map(([key, people]): Row => [key, textOf(people)]);
  if (!Array.isArray(value) || !value.every(isMap))
    throw new TribuneError('DATA_UNREADABLE', `the population ${name} is neither a map nor a list of maps`, {
      remedy: `Write { "group": people, ... } or [{ "${group}": "group", "${count}": people }, ...].`,
      place: { file: name },
    });
  return value.map((row, index): Row => {
    const missing = [group, count].find((column) => !Object.hasOwn(row, column));
    if (missing === undefined) return [textOf(row[group]), textOf(row[count])];
    throw new TribuneError('DATA_COLUMN_MISSING', `entry ${index + 1} of ${name} has no "${missing}"`, {
      remedy: `It has: ${Object.keys(row).slice(0, 12).join(', ')}. The policy names them by group and count of the file.`,
      place: { file: name, name: missing },
    });
  });
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | null =>
  value === null || value === '' ? null : typeof value === 'string' ? value : JSON.stringify(value);
