import { utf8 } from '../../core/base/bytes.js';
import { digestText } from '../../core/base/digest.js';
import { parseExact, printExact } from '../../core/base/exact-json.js';
import { readTime } from '../../core/base/time.js';
import { printUuid } from '../../core/base/uuid.js';
import { envelopesOf, scalarText } from '../decisions/history/index.js';
import { mergeAttributes } from '../decisions/read/index.js';
import { idAt, type OpenedBatch } from '../log/seal/index.js';
import { partOf, type RowsRequest, type TrainingPart } from './split.js';

type Sha256 = (bytes: Uint8Array) => Uint8Array;
type Texts = Readonly<Record<string, string | null>>;
type Payload = Readonly<Record<string, unknown>>;

/** A decision of the window, before its label is looked up. */
export interface WindowDecision {
  readonly index: number;
  readonly id: Uint8Array;
  readonly part: TrainingPart;
  readonly version: string;
  readonly cutoff: number | null;
  readonly payload: Payload;
  readonly attributes: Texts;
}

/** What was said of a decision after it, the last of each. */
export interface SaidLater {
  /** Index of the entry of the label; -1 while there is none. */
  labelIndex: number;
  label: unknown;
  attributes: Texts;
}

const decoder = new TextDecoder();
const parse = (bytes: Uint8Array): Payload => parseExact(decoder.decode(bytes)) as Payload;

/** The attributes at a place of a batch, as texts. */
export function attributesAt({ attributes }: Pick<OpenedBatch, 'attributes'>, position: number): Texts {
  const content = attributes?.contents[position];
  if (content === null || content === undefined || content.length === 0) return {};
  return Object.fromEntries(Object.entries(parse(content)).map(([name, value]) => [name, scalarText(value)]));
}

/** The label at a place of a batch of labels; undefined where it was erased. */
export function labelAt({ payload }: Pick<OpenedBatch, 'payload'>, position: number): unknown {
  const content = payload.contents[position];
  return content ? (parse(content).label ?? null) : undefined;
}

/** The decisions of a batch that the request is about, and how many of its deployment were erased that may have been of them. */
export function windowDecisions(
  opened: OpenedBatch,
  request: RowsRequest,
  { repeats, sha256 }: { readonly repeats: ReadonlySet<number>; readonly sha256: Sha256 },
): { readonly decisions: readonly WindowDecision[]; readonly erased: number } {
  const { batch, payload } = opened;
  const decisions: WindowDecision[] = [];
  let erased = 0;
  const envelopeAt = envelopesOf(opened);
  for (let position = 0; position < batch.n; position++) {
    const index = batch.firstIndex + position;
    const { deployment, version, cutoff } = envelopeAt(position);
    if (deployment !== request.deployment || repeats.has(index)) continue;
    const content = payload.contents[position];
    if (!content) {
      // When it was decided went with it. What was received earlier was decided earlier, so that these are the ones that may be of the window.
      if (batch.receivedAtMs >= request.fromMs) erased += 1;
      continue;
    }
    const record = parse(content);
    if (!isWithin(readTime(String(record.decidedAt)) ?? batch.receivedAtMs, request)) continue;
    decisions.push({
      ...{ index, id: idAt(batch, position), part: partOf(request, String(record.subject), sha256) },
      ...{ version: version.digest, cutoff: cutoff.value, payload: record },
      attributes: attributesAt(opened, position),
    });
  }
  return { decisions, erased };
}

const isWithin = (ms: number, { fromMs, toMs }: RowsRequest): boolean => ms >= fromMs && ms < toMs;

/** A row as it is told apart from the file. */
export interface TrainingRow {
  readonly index: number;
  readonly part: TrainingPart;
  readonly label: unknown;
  readonly groups: Texts;
  /** The line of the file, with its end. */
  readonly line: string;
}

/**
 * The row of a labelled decision. Neither subject nor other attributes than those of the policy are in it; `id` and `inputs_digest` join it to whatever its sender keeps.
 */
export function rowOf(
  { index, id, part, version, cutoff, payload, attributes }: WindowDecision,
  { label, attributes: later }: SaidLater,
  { groups, inputs, sha256 }: Pick<RowsRequest, 'groups'> & { readonly inputs: boolean; readonly sha256: Sha256 },
): TrainingRow {
  const all = mergeAttributes(attributes, later);
  const ofGroups = Object.fromEntries(groups.map((name) => [name, Object.hasOwn(all, name) ? all[name]! : null]));
  const given = payload.inputs === undefined ? null : printExact(payload.inputs);
  const row = {
    ...{ id: printUuid(id), entry: index, part, decided_at: payload.decidedAt, label },
    ...{ prediction: payload.outcome ?? null, score: payload.score ?? null, cutoff, route: payload.route, version },
    ...Object.fromEntries(Object.entries(ofGroups).map(([name, value]) => [`attributes.${name}`, value])),
    inputs_digest: given === null ? null : digestText(sha256(utf8(given))),
    ...(inputs ? { inputs: payload.inputs ?? null } : {}),
  };
  return { index, part, label, groups: ofGroups, line: `${printExact(row)}\n` };
}
