import { hasAtMost } from '../../core/base/characters.js';
import { DAY_MS, MINUTE_MS } from '../../core/base/durations.js';
import { readTime } from '../../core/base/time.js';
import type { DeclaredOutcome } from '../../core/policy/sections/index.js';
import { RecordFault } from './codes.js';
import { invalid } from './invalid.js';
import { MAX_AHEAD_MS, MAX_ATTRIBUTES, MAX_NAME_LENGTH } from './limits.js';
import { checkListSize, checkOutcome, checkStage, type OutcomeContext } from './outcome-value.js';
import type { JsonObject } from './read-object.js';

/** Routes by which a decision can come about. */
export const ROUTES = ['automatic', 'reviewed', 'fallback'] as const;
export type Route = (typeof ROUTES)[number];

const FIELDS = new Set([
  'id',
  'deployment',
  'version',
  'cutoff',
  'subject',
  'decidedAt',
  'inputs',
  'score',
  'outcome',
  'route',
  'attributes',
  'jurisdiction',
  'metadata',
]);

/** The fields where decisions are amounts: `unit` names the currency, so that another one is refused. */
const AMOUNT_FIELDS = new Set([...FIELDS, 'unit']);

/** The fields where decisions are stages: which one, and of which case where a subject goes through several times. */
const STAGE_FIELDS = new Set([...FIELDS, 'stage', 'case']);

/** The fields where decisions are rankings: the list that the candidate is in, and how many are. */
const RANKING_FIELDS = new Set([...FIELDS, 'list', 'listSize']);

/** The fields of a decision record that the service acts on. */
export interface DecisionFields {
  readonly id: string | null;
  readonly deployment: string;
  readonly version: string | null;
  readonly cutoff: number | null;
  readonly subject: string;
  readonly decidedAtMs: number;
  readonly route: Route;
  /** The place; null where none is named. */
  readonly jurisdiction: string | null;
}

const NAME = `a text of 1 to ${MAX_NAME_LENGTH} characters`;

export function readName(record: JsonObject, field: string): string {
  const value = record[field];
  if (typeof value === 'string' && value !== '' && hasAtMost(value, MAX_NAME_LENGTH)) return value;
  throw invalid(field, value, NAME);
}

export function readMoment(record: JsonObject, field: string, nowMs: number): number {
  const value = record[field];
  const time = typeof value === 'string' ? readTime(value) : null;
  if (time === null) throw invalid(field, value, 'an RFC 3339 time with zone, such as 2026-11-22T10:00:00.000Z');
  if (time <= nowMs + MAX_AHEAD_MS) return time;
  throw new RecordFault(
    'RECORD_TIME_FUTURE',
    `"${field}" lies ${inWords(time - nowMs)} ahead of this server; check the clock of the sender`,
  );
}

/** Says a time in words: in days from two days on, in minutes below that. */
function inWords(ms: number): string {
  return ms >= 2 * DAY_MS ? `${Math.round(ms / DAY_MS)} days` : `${Math.round(ms / MINUTE_MS)} minutes`;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function checkFields(record: JsonObject, known: ReadonlySet<string>): void {
  for (const field of Object.keys(record)) {
    if (known.has(field)) continue;
    const shown = JSON.stringify(field.slice(0, MAX_NAME_LENGTH));
    throw new RecordFault('RECORD_FIELD_UNKNOWN', `the field ${shown} is not known; put your own into "metadata"`);
  }
}

export function checkAttributes(value: unknown): void {
  const wanted = `an object of at most ${MAX_ATTRIBUTES} names to texts, numbers, booleans or null`;
  if (!isObject(value)) throw invalid('attributes', value, wanted);
  const values = Object.values(value);
  const flat = values.length <= MAX_ATTRIBUTES && values.every((item) => typeof item !== 'object' || item === null);
  if (!flat) throw invalid('attributes', value, wanted);
}

/** Decisions of a deployment that declares nothing. */
const BINARY: OutcomeContext = { declared: undefined, written: () => null };

/**
 * Checks a decision record field by field. Throws `RecordFault`.
 *
 * @param contextOf what the deployment that a record names decides; absent: every deployment decides 0 or 1
 */
export function readDecision(
  record: JsonObject,
  nowMs: number,
  contextOf: (deployment: unknown) => OutcomeContext = () => BINARY,
): DecisionFields {
  const { id, deployment, version, cutoff, route, attributes } = record;
  const context = contextOf(deployment);
  const { declared } = context;
  checkFields(record, fieldsOf(declared));
  if (id !== undefined && typeof id !== 'string') throw invalid('id', id, 'a UUID');
  checkOutcome(record, 'outcome', context);
  if (declared?.type === 'stages') {
    checkStage(record, declared);
    if (record.case !== undefined) readName(record, 'case');
  }
  if (declared?.type === 'ranking') {
    readName(record, 'list');
    checkListSize(record);
  }
  if (!ROUTES.includes(route as never)) throw invalid('route', route, `one of ${ROUTES.join(', ')}`);
  checkOptional(record);
  if (attributes !== undefined && attributes !== null) checkAttributes(attributes);
  return {
    id: id ?? null,
    deployment: readName(record, 'deployment'),
    version: version === undefined ? null : readName(record, 'version'),
    cutoff: (cutoff as number | undefined) ?? null,
    subject: readName(record, 'subject'),
    decidedAtMs: readMoment(record, 'decidedAt', nowMs),
    route: route as Route,
    jurisdiction: (record.jurisdiction as string | undefined) ?? null,
  };
}

function fieldsOf(declared: DeclaredOutcome | undefined): ReadonlySet<string> {
  switch (declared?.type) {
    case 'amount':
      return AMOUNT_FIELDS;
    case 'stages':
      return STAGE_FIELDS;
    case 'ranking':
      return RANKING_FIELDS;
    default:
      return FIELDS;
  }
}

function checkOptional(record: JsonObject): void {
  const { cutoff, score, inputs, metadata } = record;
  if (cutoff !== undefined && typeof cutoff !== 'number') throw invalid('cutoff', cutoff, 'a number');
  if (score !== undefined && typeof score !== 'number') throw invalid('score', score, 'a number');
  if (inputs !== undefined && !isObject(inputs)) throw invalid('inputs', inputs, 'an object');
  if (metadata !== undefined && !isObject(metadata)) throw invalid('metadata', metadata, 'an object');
  if (record.jurisdiction !== undefined) readName(record, 'jurisdiction');
}
