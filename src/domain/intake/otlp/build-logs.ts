import { canonicalJson } from '../../../core/base/canonical-json.js';
import { buildRecord, isWhole } from '../build-record.js';
import type { BuiltRecord } from '../commit.js';
import { IntakeFault } from '../fault.js';
import type { Mapping, Row } from '../mapping.js';
import { atIndex, printSource, type Source } from '../source.js';
import { BadValue, type LogRecord, type ReadRecord, sound } from './log-record.js';

/** Attributes with this prefix are the fields of a decision record. */
const PREFIX = 'tribune.decision.';

const FIELDS: Readonly<Record<string, string>> = {
  id: 'id',
  deployment: 'deployment',
  version: 'version',
  cutoff: 'cutoff',
  subject: 'subject',
  decided_at: 'decidedAt',
  score: 'score',
  outcome: 'outcome',
  unit: 'unit',
  stage: 'stage',
  case: 'case',
  list: 'list',
  list_size: 'listSize',
  route: 'route',
  jurisdiction: 'jurisdiction',
};

/** Fields that are references, which are often numbers. */
const REFERENCES: ReadonlySet<string> = new Set(['subject', 'case', 'list']);

const GROUPS: ReadonlyMap<string, string> = new Map([
  ['input', 'inputs'],
  ['attribute', 'attributes'],
  ['metadata', 'metadata'],
]);

export interface BuildLogsDeps {
  readonly mappings: readonly Mapping[];
  readonly activeCutoff: (deployment: string, at: string) => number | null;
  /** Makes the id of a decision from a text that is the same whenever the record is sent again. */
  readonly idFor: (name: string) => string;
}

/** Decision records of an export, one for each log record, numbered from 1. */
export const buildLogs = (logs: readonly ReadRecord[], deps: BuildLogsDeps): BuiltRecord[] =>
  logs.map((log, i) => ({ line: i + 1, record: tryBuild(log, deps) }));

function tryBuild(log: ReadRecord, deps: BuildLogsDeps): Record<string, unknown> | IntakeFault {
  if (log instanceof IntakeFault) return log;
  try {
    const isDirect = [...log.attributes.keys()].some((key) => key.startsWith(PREFIX));
    return isDirect ? direct(log, deps) : mapped(log, deps);
  } catch (fault) {
    if (fault instanceof IntakeFault) return fault;
    throw fault;
  }
}

/** Reads `tribune.decision.*` attributes as fields; those of the resource hold for all its records. */
function direct(log: LogRecord, deps: BuildLogsDeps): Record<string, unknown> {
  const fields: Record<string, unknown> = { route: 'automatic' };
  const groups: Record<string, Map<string, unknown>> = {};
  for (const [key, given] of [...log.resource, ...log.attributes]) {
    if (!key.startsWith(PREFIX)) continue;
    const value = sound(given, `the attribute ${key.slice(0, 100)}`);
    const rest = key.slice(PREFIX.length);
    const dot = rest.indexOf('.');
    const group = GROUPS.get(rest.slice(0, Math.max(dot, 0)));
    if (group !== undefined) {
      groups[group] ??= new Map();
      groups[group].set(rest.slice(dot + 1), value);
    } else if (Object.hasOwn(FIELDS, rest)) {
      fields[FIELDS[rest]!] = plain(rest, value);
    } else {
      throw new IntakeFault('RECORD_FIELD_UNKNOWN', `the attribute ${key.slice(0, 100)} is not known`);
    }
  }
  for (const [group, values] of Object.entries(groups)) fields[group] = Object.fromEntries(values);
  fields.decidedAt ??= timeOf(log);
  return fields.id === undefined ? { id: idOf(log, fields, deps), ...fields } : fields;
}

function plain(field: string, value: unknown): unknown {
  if (field === 'outcome' && typeof value === 'boolean') return value ? 1 : 0;
  if (REFERENCES.has(field) && isWhole(value)) return String(value);
  return value;
}

function mapped(log: LogRecord, deps: BuildLogsDeps): Record<string, unknown> {
  const mapping = deps.mappings.find(({ otlp }) => otlp !== undefined && fits(log, otlp));
  if (mapping === undefined) {
    throw new IntakeFault(
      'RECORD_FIELD_MISSING',
      'no tribune.decision.* attributes and no mapping fits; send only decisions here: filter in the collector',
    );
  }
  const decidedAt = timeOf(log);
  const activeCutoff = deps.activeCutoff(mapping.deployment, decidedAt);
  const metadata = {
    via: 'otlp',
    ...(log.traceId === '' ? {} : { traceId: log.traceId }),
    ...(log.spanId === '' ? {} : { spanId: log.spanId }),
  };
  const record = buildRecord(mapping, rowOf(log), { id: '', decidedAt, activeCutoff, metadata });
  return record.id === '' ? { ...record, id: idOf(log, record, deps) } : record;
}

const fits = (log: LogRecord, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([key, value]) => {
    const given = log.attributes.get(key) ?? log.resource.get(key) ?? (key === 'event.name' ? log.eventName : '');
    return typeof given !== 'object' && String(given) === value;
  });

const rowOf = (log: LogRecord): Row => ({
  value: (source) => atIndex(sound(valueAt(log, source), printSource(source)), source.index),
  inputs: () =>
    Object.fromEntries(
      [...log.attributes].map(([key, value]) => [key, sound(value, `the attribute ${key.slice(0, 100)}`)]),
    ),
});

function valueAt(log: LogRecord, { kind, name }: Source): unknown {
  if (kind === 'attribute') return name === null ? undefined : log.attributes.get(name);
  if (kind === 'resource') return name === null ? undefined : log.resource.get(name);
  if (kind !== 'body') return undefined;
  return name === null || log.body instanceof BadValue ? log.body : bodyFields(log).get(name);
}

const bodyFields = ({ body }: LogRecord): Map<string, unknown> =>
  new Map(typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.entries(body) : []);

const NS_PER_MS = 1_000_000n;
/** End of 9999-12-31, the last day that RFC 3339 can write, in ms. */
const LAST_MS = 253_402_300_799_999n;

function timeOf({ timeNs }: LogRecord): string {
  const ms = timeNs / NS_PER_MS;
  if (ms > 0n && ms <= LAST_MS) return new Date(Number(ms)).toISOString();
  throw new IntakeFault('RECORD_FIELD_MISSING', 'the log record has no usable time; set timeUnixNano');
}

/** Id of a decision. The same record sent again gives the same id; two equal decisions differ in time, trace or content. */
function idOf(log: LogRecord, fields: Readonly<Record<string, unknown>>, { idFor }: BuildLogsDeps): string {
  return idFor(`otlp\n${log.traceId}\n${log.spanId}\n${log.timeNs}\n${canonicalJson(fields)}`);
}
