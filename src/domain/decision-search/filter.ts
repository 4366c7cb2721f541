import { parseExact } from '../../core/base/exact-json.js';
import { readTime } from '../../core/base/time.js';
import { printUuid } from '../../core/base/uuid.js';
import { envelopesOf, scalarText } from '../decisions/history/index.js';
import { idAt, type OpenedBatch } from '../log/seal/index.js';

/** What decisions are searched by; they must fit all that is given. */
export interface DecisionFilter {
  readonly deployment?: string;
  /** Digest of the version that decided, as the entry names it. */
  readonly version?: string;
  readonly subject?: string;
  /** As it was sent, a number or a text; null for decisions with nothing decided. */
  readonly outcome?: number | string | null;
  readonly route?: string;
  readonly stage?: string;
  /** Decided at or after, ms since 1970. */
  readonly decidedFromMs?: number;
  /** Decided before, ms since 1970. */
  readonly decidedToMs?: number;
  /** Values of attributes as text, by name; null for a value that is not known. */
  readonly group?: Readonly<Record<string, string | null>>;
}

/** A decision as a search shows it: neither its inputs nor its attributes. */
export interface FoundDecision {
  readonly id: string;
  readonly index: number;
  readonly deployment: string;
  readonly version: string;
  readonly subject: string;
  readonly outcome: unknown;
  readonly score: unknown;
  readonly route: string;
  readonly stage: string | null;
  readonly decidedAt: string;
  readonly receivedAtMs: number;
}

/** A decision that fits apart from the group, with its own attributes. */
export interface Candidate {
  readonly position: number;
  readonly id: Uint8Array;
  readonly found: FoundDecision;
  readonly attributes: Readonly<Record<string, string | null>>;
}

export interface Candidates {
  /** The newest first. */
  readonly fitting: readonly Candidate[];
  /** Positions of erased decisions of the deployment and version that are asked for: nothing else of them is left to fit or not to. */
  readonly erased: readonly number[];
}

type Payload = Readonly<Record<string, unknown>>;

const decoder = new TextDecoder();
const parse = (bytes: Uint8Array): Payload => parseExact(decoder.decode(bytes)) as Payload;
const NONE: Readonly<Record<string, string | null>> = {};

/**
 * The decisions of a batch that fit, apart from the group, which may have been said later.
 *
 * @param positions those to look at; null for all
 * @param repeats indexes of entries that repeat an earlier decision, which are none of their own
 */
export function candidatesIn(
  opened: OpenedBatch,
  filter: DecisionFilter,
  { positions, repeats }: { readonly positions: readonly number[] | null; readonly repeats: ReadonlySet<number> },
): Candidates {
  const { batch, payload } = opened;
  const fitting: Candidate[] = [];
  const erased: number[] = [];
  const envelopeAt = envelopesOf(opened);
  for (const position of positions?.toReversed() ?? downFrom(batch.n)) {
    const index = batch.firstIndex + position;
    const { deployment, version } = envelopeAt(position);
    if (filter.deployment !== undefined && deployment !== filter.deployment) continue;
    if (filter.version !== undefined && version.digest !== filter.version) continue;
    if (repeats.has(index)) continue;
    const content = payload.contents[position];
    if (content === null || content === undefined) {
      erased.push(position);
      continue;
    }
    const record = parse(content);
    if (!fits(record, filter)) continue;
    const id = idAt(batch, position);
    const { subject, outcome = null, score = null, route, stage = null, decidedAt } = record;
    const found: FoundDecision = {
      ...{ id: printUuid(id), index, deployment, version: version.digest, outcome, score },
      ...{ subject: String(subject), route: String(route), stage: stage === null ? null : String(stage) },
      ...{ decidedAt: String(decidedAt), receivedAtMs: batch.receivedAtMs },
    };
    fitting.push({ position, id, found, attributes: attributesAt(opened, position) });
  }
  return { fitting, erased };
}

function* downFrom(n: number): Generator<number> {
  for (let position = n - 1; position >= 0; position--) yield position;
}

function fits(record: Payload, filter: DecisionFilter): boolean {
  const { subject, outcome, route, stage, decidedFromMs = Number.NEGATIVE_INFINITY } = filter;
  const { decidedToMs = Number.POSITIVE_INFINITY } = filter;
  if (subject !== undefined && record.subject !== subject) return false;
  if (outcome !== undefined && !isOutcome(record.outcome ?? null, outcome)) return false;
  if (route !== undefined && record.route !== route) return false;
  if (stage !== undefined && record.stage !== stage) return false;
  const decidedAtMs = readTime(String(record.decidedAt)) ?? Number.NaN;
  return decidedAtMs >= decidedFromMs && decidedAtMs < decidedToMs;
}

/** A number is asked for as a number, so that 1 finds 1.0; a text as it was sent. */
const isOutcome = (recorded: unknown, wanted: number | string | null): boolean =>
  typeof wanted === 'number' ? recorded !== null && Number(recorded) === wanted : recorded === wanted;

function attributesAt({ attributes }: OpenedBatch, position: number): Readonly<Record<string, string | null>> {
  const content = attributes?.contents[position];
  if (content === null || content === undefined || content.length === 0) return NONE;
  return Object.fromEntries(Object.entries(parse(content)).map(([name, value]) => [name, scalarText(value)]));
}

/** Whether somebody of these attributes is of the group. */
export const isOfGroup = (
  attributes: Readonly<Record<string, string | null>>,
  group: Readonly<Record<string, string | null>>,
): boolean =>
  Object.entries(group).every(([name, value]) => (Object.hasOwn(attributes, name) ? attributes[name] : null) === value);
