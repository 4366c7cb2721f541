import { isDigest } from '../../../core/base/digest.js';
import { LONGEST_NAME, LONGEST_VALUE, MOST_DATA, MOST_PARAMETERS } from '../base/bounds.js';
import { unreadable } from '../base/errors.js';
import type { DataUse } from '../ports/index.js';
import type { ForeignRun } from './foreign-run.js';

// Careful reading of documents of other programs: only own properties, only the types that are expected, everything bounded.

export type Fields = Readonly<Record<string, unknown>>;

export const fieldsOf = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;

/** The objects among values. */
export const objectsAmong = (values: readonly unknown[]): Fields[] =>
  values.map(fieldsOf).filter((each): each is Fields => each !== null);

const own = (fields: Fields | null, name: string): unknown =>
  fields !== null && Object.hasOwn(fields, name) ? fields[name] : undefined;

/** The object at a path of names; null where there is none. */
export const within = (fields: Fields | null, ...path: readonly string[]): Fields | null =>
  path.reduce<Fields | null>((found, name) => fieldsOf(own(found, name)), fields);

/** A text that is not empty; null where there is none. */
export function longTextIn(fields: Fields | null, name: string): string | null {
  const value = own(fields, name);
  return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * A text that names something; null where there is none. A name that is too long is refused, because two that begin alike would be one when
 * they were cut.
 */
export function textIn(fields: Fields | null, name: string): string | null {
  const value = longTextIn(fields, name);
  return value === null ? null : bounded(value, name);
}

function bounded(value: string, name: string): string {
  if (value.length <= LONGEST_NAME) return value;
  throw unreadable(`"${name}" has ${value.length} characters, more than ${LONGEST_NAME}: ${value.slice(0, SHOWN)}...`, {
    remedy: 'Give it a shorter name in the document, or tell the run by POST /v1/lineage/runs.',
  });
}

/** Characters of a name that is too long which an error shows. */
const SHOWN = 60;

export function listIn(fields: Fields | null, name: string): readonly Fields[] {
  const value = own(fields, name);
  return Array.isArray(value) ? objectsAmong(value) : [];
}

/** Values of names by a list of pairs `{ key, value }`, as MLflow writes them. */
export function pairsIn(fields: Fields | null, name: string): ReadonlyMap<string, string> {
  return new Map(
    listIn(fields, name).flatMap((pair): [string, string][] => {
      const [key, value] = [longTextIn(pair, 'key'), own(pair, 'value')];
      return key === null || typeof value !== 'string' ? [] : [[key, value]];
    }),
  );
}

/** The parameters of a run within their bounds, and what was cut. */
export function parametersIn(pairs: ReadonlyMap<string, string>): Pick<ForeignRun, 'parameters' | 'cut'> {
  const kept = [...pairs].slice(0, MOST_PARAMETERS).map(([key, value]) => [bounded(key, 'parameter'), value] as const);
  return {
    parameters: Object.fromEntries(kept.map(([key, value]) => [key, value.slice(0, LONGEST_VALUE)])),
    cut: {
      parameters: pairs.size - kept.length,
      values: kept.filter(([, value]) => value.length > LONGEST_VALUE).length,
    },
  };
}

/** A time from milliseconds since 1970, as number or text; null where there is none. */
export function timeIn(fields: Fields | null, name: string): string | null {
  const value = own(fields, name);
  const ms = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  const isTime = typeof ms === 'number' && Number.isSafeInteger(ms) && ms > 0 && ms < 8.64e15;
  return isTime ? new Date(ms).toISOString() : null;
}

/** A SHA-256 with or without its prefix; null for any other text. */
export function sha256In(text: string | null): string | null {
  const digest = text === null ? '' : text.startsWith('sha256:') ? text : `sha256:${text}`;
  return isDigest(digest) ? digest : null;
}

/** The data sets without repetitions; too many are refused, since half of them would be another run. */
export function boundedData(data: readonly DataUse[]): readonly DataUse[] {
  const seen = new Map(
    data.map((each) => [JSON.stringify([each.namespace, each.name, each.version, each.role]), each]),
  );
  if (seen.size <= MOST_DATA) return [...seen.values()];
  throw unreadable(`the document names ${seen.size} data sets, more than ${MOST_DATA}`, {
    remedy: 'Tell the run by its parts, each with its data.',
  });
}
