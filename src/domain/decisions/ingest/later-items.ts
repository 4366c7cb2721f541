import type { DecisionRef } from '../ports.js';
import { demandAbout } from '../read/about.js';
import type { BatchReader } from '../read/batches.js';
import { readTime } from '../record/time.js';
import { contentOf, idOf, type Records, selectRecords } from '../seal/records.js';
import type { Rejection } from '../service-api.js';
import { type ReadBody, rejection } from './read-items.js';
import { type IdStatus, keyOf } from './standings.js';

export interface LaterTools {
  readonly batches: () => BatchReader;
  /** Whether decisions exist and may be spoken about, in the order of their ids. */
  readonly standings: (ids: readonly Uint8Array[]) => Promise<IdStatus[]>;
  /** Labels and attributes that are there about decisions. */
  readonly refs: (ids: readonly Uint8Array[]) => Promise<readonly DecisionRef[]>;
}

/** Labels and later attributes of a request, as far as they may be appended. */
export interface LaterItems {
  readonly records: Records;
  readonly duplicates: number;
  readonly rejected: Rejection[];
}

/** Records looked up with the same opened batches: a bound on memory. */
const RECORDS_A_READER = 1024;
const decoder = new TextDecoder();

/**
 * Labels and later attributes need a decision to speak about. A label that is there already, with the same time, is a duplicate: sending
 * again is safe without a key. Any other is appended, so that corrections keep their history.
 */
export async function aboutKnown(
  tools: LaterTools,
  { records, rejected: before }: Pick<ReadBody, 'records' | 'rejected'>,
): Promise<LaterItems> {
  const rejected = [...before];
  const ids = Array.from({ length: records.n }, (_, i) => idOf(records, i));
  const standings = await tools.standings(ids);
  const known = ids.flatMap((_, i) => (standings[i] === 'known' ? [i] : []));
  standings.forEach((standing, i) => {
    const line = records.lines[i]!;
    if (standing === 'erased') rejected.push(rejection(line, 'DECISION_ERASED', 'the decision was erased'));
    else if (standing === 'unknown')
      rejected.push(rejection(line, 'DECISION_UNKNOWN', 'no decision has this id; send the decision first'));
  });
  const fresh = records.kind === 'label' ? await newLabels(tools, records, known) : known;
  const duplicates = known.length - fresh.length;
  return { records: selectRecords(records, fresh, records.cleared), duplicates, rejected };
}

/** Those that are neither in the log nor earlier in the same request. */
async function newLabels(tools: LaterTools, records: Records, known: readonly number[]): Promise<number[]> {
  const fresh: number[] = [];
  const inBody = new Set<string>();
  for (let from = 0; from < known.length; from += RECORDS_A_READER) {
    const some = known.slice(from, from + RECORDS_A_READER);
    const there = await labelsThere(
      tools,
      some.map((i) => idOf(records, i)),
    );
    for (const i of some) {
      const name = `${keyOf(idOf(records, i))} ${labelAt(records, i)}`;
      if (!there.has(name) && !inBody.has(name)) fresh.push(i);
      inBody.add(name);
    }
  }
  return fresh;
}

/** Labels of decisions that are in the log, each as its decision and what it says. */
async function labelsThere(
  { refs, batches: open }: LaterTools,
  ids: readonly Uint8Array[],
): Promise<ReadonlySet<string>> {
  const there = new Set<string>();
  const batches = open();
  for (const { decision, kind, seq, position } of await refs(ids)) {
    if (kind !== 'label') continue;
    const opened = await batches.opened(seq);
    demandAbout(opened, { seq, position }, { id: decision, kind });
    const content = opened.payload.contents[position];
    if (content) there.add(`${keyOf(decision)} ${labelOf(content)}`);
  }
  return there;
}

const labelAt = (records: Records, i: number): string => labelOf(contentOf(records, i));

/** What a label says, whatever way its time is written. */
function labelOf(content: Uint8Array): string {
  const { label, knownAt } = JSON.parse(decoder.decode(content)) as { label: number; knownAt: string };
  return `${label} ${readTime(knownAt)}`;
}
