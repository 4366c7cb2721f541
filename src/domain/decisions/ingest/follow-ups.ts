import type { Clock } from '../../../core/base/clock.js';
import { readTime } from '../../../core/base/time.js';
import type { DecisionRef } from '../../log/ports/index.js';
import type { BatchReader } from '../../log/read/index.js';
import { contentOf, idOf, type Records, selectRecords } from '../../log/seal/index.js';
import { checkLabel, ObjectReader, RecordFault, type WrittenField, writtenNumber } from '../../records/index.js';
import type { RegistryView } from '../../registry/index.js';
import type { Rejection } from '../api/service-api.js';
import { demandAbout } from '../read/about.js';
import { slicesOf } from '../read/slices.js';
import { type IdStatus, keyOf } from './id-statuses.js';
import { type ReadBody, rejection } from './read-items.js';

export interface FollowUpDeps {
  readonly runtime: Pick<Clock, 'turn'>;
  readonly batches: () => BatchReader;
  /** Gives for each id, in their order, whether the decision exists and may be referred to. */
  readonly idStatuses: (ids: readonly Uint8Array[]) => Promise<IdStatus[]>;
  /** Gives the deployments of decisions, in the order of the ids; null where there is no decision. */
  readonly deployments: (ids: readonly Uint8Array[]) => Promise<(string | null)[]>;
  /** Gives the labels and attributes that exist about decisions. */
  readonly refs: (ids: readonly Uint8Array[]) => Promise<readonly DecisionRef[]>;
}

/** Labels and later attributes of a request, divided into those that may be appended and those that may not. */
export interface FollowUps {
  readonly records: Records;
  readonly duplicates: number;
  readonly rejected: Rejection[];
}

/** Number of decisions whose labels are asked for in one statement. */
const IDS_AT_ONCE = 4096;
const decoder = new TextDecoder();

/**
 * Labels and later attributes need a decision to speak about. A label that is there already, with the same time, is a duplicate: sending
 * again is safe without a key. Any other is appended, so that corrections keep their history.
 */
export async function aboutKnown(
  deps: FollowUpDeps,
  { records, rejected: before }: Pick<ReadBody, 'records' | 'rejected'>,
  registry: RegistryView,
): Promise<FollowUps> {
  const rejected = [...before];
  const ids = Array.from({ length: records.n }, (_, i) => idOf(records, i));
  // Both are asked for at once, so that a small request waits for the database only once.
  const [idStatuses, refs] = await Promise.all([
    deps.idStatuses(ids),
    records.kind === 'label' ? refsOf(deps, ids) : null,
  ]);
  const found = ids.flatMap((_, i) => (idStatuses[i] === 'known' ? [i] : []));
  const faults = await faultsOf(deps, { records, found, ids }, registry);
  const known = found.filter((i) => !faults.has(i));
  idStatuses.forEach((idStatus, i) => {
    const line = records.lines[i]!;
    if (idStatus === 'erased') rejected.push(rejection(line, 'DECISION_ERASED', 'the decision was erased'));
    else if (idStatus === 'unknown')
      rejected.push(rejection(line, 'DECISION_UNKNOWN', 'no decision has this id; send the decision first'));
  });
  for (const [i, { code, message }] of faults) rejected.push(rejection(records.lines[i]!, code, message));
  const fresh = refs === null ? known : await newLabels(deps, { records, known, refs });
  const duplicates = known.length - fresh.length;
  return { records: selectRecords(records, fresh, records.ruledOut), duplicates, rejected };
}

interface FoundLabels {
  readonly records: Records;
  readonly found: readonly number[];
  readonly ids: readonly Uint8Array[];
}

/**
 * Holds labels against what the deployments of their decisions decide. While every deployment decides 0 or 1 each label was held against
 * that when it was read, and no decision is looked up.
 */
async function faultsOf(
  { deployments }: FollowUpDeps,
  { records, found, ids }: FoundLabels,
  registry: RegistryView,
): Promise<ReadonlyMap<number, RecordFault>> {
  const faults = new Map<number, RecordFault>();
  if (records.kind !== 'label' || !registry.isTyped) return faults;
  const names = await deployments(found.map((i) => ids[i]!));
  found.forEach((i, at) => {
    const content = contentOf(records, i);
    const range = { line: 0, start: 0, end: content.length };
    const declared = registry.deployment(names[at] ?? '')?.outcome;
    try {
      const written = (field: WrittenField) => writtenNumber(content, range, field);
      checkLabel(new ObjectReader(content).read(range), { declared, written });
    } catch (fault) {
      if (!(fault instanceof RecordFault)) throw fault;
      faults.set(i, fault);
    }
  });
  return faults;
}

/** Labels in the log, by their decision. */
type LabelRefs = ReadonlyMap<string, readonly DecisionRef[]>;

async function refsOf({ refs }: FollowUpDeps, ids: readonly Uint8Array[]): Promise<LabelRefs> {
  const found = new Map<string, DecisionRef[]>();
  for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
    for (const ref of await refs(ids.slice(from, from + IDS_AT_ONCE))) {
      if (ref.kind !== 'label') continue;
      const key = keyOf(ref.decision);
      const those = found.get(key);
      if (those === undefined) found.set(key, [ref]);
      else those.push(ref);
    }
  }
  return found;
}

interface KnownLabels {
  readonly records: Records;
  /** Positions of the records whose decision may be referred to. */
  readonly known: readonly number[];
  readonly refs: LabelRefs;
}

/** Positions of the labels that are neither in the log nor earlier in the same request. */
async function newLabels(deps: FollowUpDeps, { records, known, refs }: KnownLabels): Promise<number[]> {
  const fresh: number[] = [];
  const inBody = new Set<string>();
  for await (const { from, to } of slicesOf(known.length, deps.runtime)) {
    // Each slice has its own reader, which bounds the memory.
    const batches = deps.batches();
    for (const i of known.slice(from, to)) {
      const key = keyOf(idOf(records, i));
      const said = labelOf(contentOf(records, i));
      const name = `${key} ${said}`;
      if (inBody.has(name)) continue;
      inBody.add(name);
      if (!(await isThere(batches, said, refs.get(key)))) fresh.push(i);
    }
  }
  return fresh;
}

async function isThere(batches: BatchReader, said: string, refs: readonly DecisionRef[] | undefined): Promise<boolean> {
  let isFound = false;
  for (const { decision, kind, seq, position } of refs ?? []) {
    const opened = await batches.opened(seq);
    demandAbout(opened, { seq, position }, { id: decision, kind });
    const content = opened.payload.contents[position];
    if (content) isFound ||= labelOf(content) === said;
  }
  return isFound;
}

/** The value and time of a label as a string that does not depend on how the two are written. */
function labelOf(content: Uint8Array): string {
  const { label, knownAt } = JSON.parse(decoder.decode(content)) as { label: number | string; knownAt: string };
  return `${label} ${readTime(knownAt)}`;
}
