import type { DecisionLog, ErasurePlan, LogName, PlannedBatch } from '../ports.js';
import { BatchReader } from '../read/batches.js';
import { idAt, type OpenTools } from '../seal/open-batch.js';
import { keysOf } from './reseal.js';

/** Positions by batch. */
export type Places = Map<number, Set<number>>;

export function addPlace(places: Places, seq: number, position: number): void {
  const positions = places.get(seq) ?? new Set();
  positions.add(position);
  places.set(seq, positions);
}

export interface PlanTools extends OpenTools {
  readonly log: LogName;
  readonly decisions: DecisionLog;
}

/** Ids of the records at some places. */
export async function idsAt(tools: PlanTools, places: Places): Promise<Uint8Array[]> {
  const ids: Uint8Array[] = [];
  for (const [seq, positions] of places) {
    // A reader for each batch: all of them together may be more than memory holds.
    const stored = await new BatchReader(tools, tools.log).stored(seq);
    for (const position of positions) ids.push(idAt(stored, position).slice());
  }
  return ids;
}

/** Everything that goes with some decisions: labels and attributes that came later speak about the person as well. */
export async function planBatches(tools: PlanTools, own: Places): Promise<PlannedBatch[]> {
  const { log, decisions } = tools;
  const later: Places = new Map();
  for (const id of await idsAt(tools, own)) {
    for (const { seq, position } of await decisions.refsOf(log, id)) addPlace(later, seq, position);
  }
  const batches: PlannedBatch[] = [];
  for (const seq of new Set([...own.keys(), ...later.keys()])) {
    const stored = await new BatchReader(tools, log).stored(seq);
    batches.push({ seq, ...keysOf(stored), own: [...(own.get(seq) ?? [])], later: [...(later.get(seq) ?? [])] });
  }
  return batches;
}

/** How much a plan takes away. */
export function sizeOf(batches: ErasurePlan['batches']): { nRecords: number; nBatches: number } {
  const nRecords = batches.reduce((sum, { own, later }) => sum + own.length + later.length, 0);
  return { nRecords, nBatches: batches.length };
}

/** The decisions of a plan. */
export const ownPlaces = ({ batches }: ErasurePlan): Places =>
  new Map(batches.filter(({ own }) => own.length > 0).map(({ seq, own }) => [seq, new Set(own)]));
