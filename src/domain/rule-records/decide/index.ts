import { TribuneError } from '../../../core/base/errors.js';
import { parseExact, printExact } from '../../../core/base/exact-json.js';
import { readTime } from '../../../core/base/time.js';
import {
  type CanaryInForce,
  deciderOf,
  keepsOut,
  type StateInForce,
  type StopInForce,
} from '../../../core/stops/index.js';
import { scalarText } from '../../decisions/history/index.js';
import {
  type BodyForm,
  type JsonObject,
  ObjectReader,
  type RecordCode,
  RecordFault,
  recordRanges,
} from '../../records/index.js';
import type { RuleView } from '../../rule-door/index.js';
import type { DecidingRule } from '../view/index.js';

/** Most records of a request that is decided: each is answered before the next request gets its turn. */
export const MOST_DECIDED = 1000;

/** A record that the rule decided. */
export interface DecidedLine {
  readonly line: number;
  readonly id: string;
  readonly outcome: 0 | 1;
  readonly rule: string;
  /** Probability of a 1 by the score, and the number that decided; null where the score leaves nothing open. */
  readonly chance: number;
  readonly draw: number | null;
}

/** A record that is not decided. */
export interface UndecidedLine {
  readonly line: number;
  readonly code: RecordCode;
  readonly message: string;
}

export interface DecidedBody {
  /** The decisions as records, one a line, in the order of `decided`. */
  readonly body: Uint8Array;
  readonly decided: readonly DecidedLine[];
  readonly undecided: readonly UndecidedLine[];
}

export interface DecideDeps {
  readonly rules: RuleView<DecidingRule>;
  readonly switch: StateInForce<StopInForce, CanaryInForce>;
}

/**
 * Decides records by the rules of their deployments. What is decided hangs on the record and on the rule of its time, and on nothing else; whether it
 * is decided hangs on stops, gates and versions that are tried out as well. So a record that is sent again gets the same decision, or none.
 *
 * @throws TribuneError BODY_INVALID, DATA_TOO_LARGE for the body as a whole
 */
export function decideBody(bytes: Uint8Array, form: BodyForm, deps: DecideDeps): DecidedBody {
  const ranges = recordRanges(bytes, form);
  if (ranges.length > MOST_DECIDED)
    throw new TribuneError(
      'DATA_TOO_LARGE',
      `${ranges.length} records are to be decided, at most ${MOST_DECIDED} are`,
      {
        remedy: 'Send them in several requests.',
      },
    );
  const reader = new ObjectReader(bytes);
  const decided: DecidedLine[] = [];
  const undecided: UndecidedLine[] = [];
  const lines: string[] = [];
  for (const range of ranges) {
    try {
      reader.read(range);
      const record = parseExact(new TextDecoder().decode(bytes.subarray(range.start, range.end))) as JsonObject;
      const { text, ...one } = decideRecord(record, deps);
      decided.push({ line: range.line, ...one });
      lines.push(text);
    } catch (fault) {
      if (!(fault instanceof RecordFault)) throw fault;
      undecided.push({ line: range.line, code: fault.code, message: fault.message });
    }
  }
  return { body: new TextEncoder().encode(lines.join('\n')), decided, undecided };
}

function decideRecord(
  record: JsonObject,
  { rules, switch: state }: DecideDeps,
): Omit<DecidedLine, 'line'> & { readonly text: string } {
  const { id, deployment, subject, decidedAt, score, attributes, metadata, jurisdiction, version } = record;
  demand(record);
  const decidedAtMs = readTime(decidedAt as string)!;
  const rule = rules.at(deployment as string, decidedAtMs);
  if (rule === undefined)
    throw new RecordFault(
      'RULE_MISSING',
      `${deployment} decided by no rule at "decidedAt"; attach one (tribune rule attach --enforce), or send what was decided to POST /v1/decisions`,
    );
  const given = (attributes ?? {}) as Readonly<Record<string, unknown>>;
  // What is not known of a person is not said: a stop of a group or a place holds for whoever may be of it. The place is that of the record alone.
  const known = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, scalarText(value)]));
  const question = {
    deployment: deployment as string,
    subject: subject as string,
    context: { ...known, jurisdiction: typeof jurisdiction === 'string' ? jurisdiction : null },
    ...(typeof version === 'string' ? { version } : {}),
  };
  const decider = deciderOf(state, question, new Date(decidedAtMs).toISOString());
  const { route, arm, gate } = decider;
  if (keepsOut(gate))
    throw new RecordFault(
      'GATE_CLOSED',
      `the gate of ${deployment} is ${gate!.state === 'place' ? 'open for other places only' : 'closed'} at "decidedAt", so that a person decides; see tribune gate status ${deployment}`,
    );
  if (route !== 'model')
    throw new RecordFault(
      'DECISION_STOPPED',
      `a stop says that ${route === 'review' ? 'a person decides' : 'the fallback decides'} on ${deployment}; ask GET /v1/stops/state, and send what was decided to POST /v1/decisions`,
    );
  // Stops and gate were asked about the version that is to decide, and say nothing of a score by another one.
  if (arm !== null && version !== decider.version)
    throw new RecordFault(
      'DECISION_STOPPED',
      `a version is tried out on ${deployment}, and ${decider.version} is to decide about this subject; send its score, and its digest as "version"`,
    );
  const { outcome, reason, chance, draw } = rule.decide({
    subject: subject as string,
    score: score === undefined ? null : Number(score),
    attributes: given,
  });
  if (outcome === null)
    throw new RecordFault(
      'RULE_OTHERWISE',
      `the rule of ${deployment} decides nothing about this record (${reason}); send what the rule reads, or let a person decide`,
    );
  const told = { ...(metadata as object | undefined), rule: { digest: rule.digest, chance, draw } };
  const text = printExact({ ...record, route: 'automatic', outcome, metadata: told });
  return { id: id as string, outcome, rule: rule.digest, chance: chance!, draw, text };
}

/** What is needed so that the decision is the same when the record is sent again. All else the record is checked for when it is taken in. */
function demand({ id, deployment, subject, decidedAt, outcome, route, metadata, attributes }: JsonObject): void {
  const wrong = (field: string, why: string): RecordFault =>
    new RecordFault('RECORD_FIELD_INVALID', `"${field}" ${why}`);
  if (outcome !== undefined) throw wrong('outcome', 'is what the rule decides; leave it out');
  if (route !== undefined && route !== 'automatic') throw wrong('route', 'is automatic here; leave it out');
  for (const [field, value] of Object.entries({ id, deployment, subject }))
    if (typeof value !== 'string' || value === '')
      throw wrong(field, 'must be a text, so that the same record gets the same decision when it is sent again');
  if (typeof decidedAt !== 'string' || readTime(decidedAt) === null)
    throw wrong('decidedAt', 'must be an RFC 3339 time with zone');
  if (attributes !== undefined && (typeof attributes !== 'object' || Array.isArray(attributes)))
    throw wrong('attributes', 'must be an object of names to values');
  if (metadata === undefined) return;
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata))
    throw wrong('metadata', 'must be an object');
  if (Object.hasOwn(metadata, 'rule')) throw wrong('metadata', 'holds "rule", which the service writes there');
}
