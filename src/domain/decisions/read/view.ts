import { parseExact } from '../../../core/base/exact-json.js';
import { printUuid } from '../../../core/base/uuid.js';
import type { LogName } from '../../log/ports/index.js';
import type { BatchReader } from '../../log/read/index.js';
import { idAt, type OpenedRecord } from '../../log/seal/index.js';
import type { TagPlace } from '../../tag-index/index.js';
import type { DecisionView, Visibility } from '../api/service-api.js';
import { recordAbout } from './about.js';
import { type Attributes, mergeAttributes } from './merge-attributes.js';

const decoder = new TextDecoder();
const parse = (bytes: Uint8Array): unknown => parseExact(decoder.decode(bytes));

export interface ViewDeps {
  readonly log: LogName;
  readonly batches: BatchReader;
}

/** Label and attribute records that speak about a decision. */
export interface FollowUpRecords {
  readonly labels: readonly TagPlace[];
  readonly attributes: readonly TagPlace[];
}

/** Gives a decision as a caller may see it, with the labels and attributes that came later. */
export async function viewDecision(
  { log, batches }: ViewDeps,
  { place, later }: { place: TagPlace; later: FollowUpRecords },
  visible: Visibility,
): Promise<DecisionView> {
  const { batch, record } = await batches.record(place.seq, place.position);
  const id = idAt(batch, place.position);
  const labels = visible.payload ? await readLabels(batches, id, later.labels) : [];
  const own = record?.attributes ? [attributesOf(record)] : [];
  const sent = visible.attributes
    ? [...own, ...(await attributeHistory(batches, id, later.attributes)).map(({ attributes }) => attributes)]
    : [];
  return {
    id: printUuid(id),
    log,
    index: batch.firstIndex + place.position,
    receivedAt: new Date(batch.receivedAtMs).toISOString(),
    entry: record === null ? null : parse(record.entry),
    record: visible.payload && record !== null ? parse(record.payload.content) : null,
    attributes: sent.length === 0 ? null : sent.reduce(mergeAttributes),
    ownAttributes: visible.attributes ? (own[0] ?? null) : null,
    erased: record === null,
    labels,
  };
}

async function readLabels(
  batches: BatchReader,
  id: Uint8Array,
  places: readonly TagPlace[],
): Promise<DecisionView['labels']> {
  const labels: DecisionView['labels'][number][] = [];
  for (const { seq, position } of places) {
    const { batch, record } = await recordAbout(batches, { seq, position }, { id, kind: 'label' });
    if (record === null) continue;
    const { label, knownAt } = parse(record.payload.content) as { label: number | string; knownAt: string };
    labels.push({ label, knownAt, receivedAt: new Date(batch.receivedAtMs).toISOString() });
  }
  return labels;
}

const attributesOf = ({ attributes }: OpenedRecord): Attributes<unknown> =>
  parse(attributes!.content) as Attributes<unknown>;

/** Gives the attributes that were sent later about a decision, in order. */
export async function attributeHistory(
  batches: BatchReader,
  id: Uint8Array,
  places: readonly TagPlace[],
): Promise<{ receivedAt: string; attributes: Attributes<unknown> }[]> {
  const found: { receivedAt: string; attributes: Attributes<unknown> }[] = [];
  for (const { seq, position } of places) {
    const { batch, record } = await recordAbout(batches, { seq, position }, { id, kind: 'attributes' });
    const receivedAt = new Date(batch.receivedAtMs).toISOString();
    if (record?.attributes) found.push({ receivedAt, attributes: attributesOf(record) });
  }
  return found;
}
