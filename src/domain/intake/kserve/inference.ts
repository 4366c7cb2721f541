import { counted } from '../../../core/base/counted.js';
import { buildRecord } from '../build-record.js';
import { IntakeFault } from '../fault.js';
import type { Mapping, Row } from '../mapping.js';
import { atIndex, type Source } from '../source.js';
import type { KserveEvent } from './event.js';
import { type RowTable, readRows } from './tensors.js';

/** Request or response with its body. */
export interface InferenceMessage {
  readonly event: KserveEvent;
  readonly body: unknown;
  /** Time of receipt by the service, in ms. */
  readonly receivedAtMs: number;
}

export interface InferenceDeps {
  /** Makes the id of the decision of a row. */
  readonly idOf: (deployment: string, event: string, row: number) => string;
  /** Looks up the cutoff in force at an RFC 3339 time. */
  readonly activeCutoff: (deployment: string, at: string) => number | null;
}

export interface BuiltRow {
  /** One-based row of the batch. */
  readonly line: number;
  readonly record: Record<string, unknown> | IntakeFault;
}

/** Decision records of a whole inference, one per row. Throws `IntakeFault` when request and response do not fit together. */
export function buildInference(
  mapping: Mapping,
  { request, response }: { request: InferenceMessage; response: InferenceMessage },
  deps: InferenceDeps,
): BuiltRow[] {
  const inputs = readRows(request.body, 'request');
  const outputs = readRows(response.body, 'response');
  if (inputs.n !== outputs.n) {
    throw new IntakeFault(
      'RECORD_FIELD_INVALID',
      `the request has ${counted(inputs.n, 'row')}, the response ${outputs.n}`,
    );
  }
  const { id, service, namespace, endpoint } = request.event;
  // The decision exists from the response on; the clock of this server is used only where the sender gave no time.
  const decidedAt = response.event.time ?? request.event.time ?? new Date(response.receivedAtMs).toISOString();
  const activeCutoff = deps.activeCutoff(mapping.deployment, decidedAt);
  const { modelVersion } = outputs;
  return Array.from({ length: inputs.n }, (_, i) => {
    const row = rowAt(i, { inputs, outputs, event: request.event, response: response.event });
    const metadata = {
      via: 'kserve',
      event: id,
      row: i,
      service,
      ...(namespace === '' ? {} : { namespace }),
      endpoint,
      ...(modelVersion === null ? {} : { modelVersion }),
    };
    const known = { id: deps.idOf(mapping.deployment, id, i), decidedAt, activeCutoff, metadata };
    return { line: i + 1, record: tryBuild(mapping, row, known) };
  });
}

function tryBuild(...args: Parameters<typeof buildRecord>): Record<string, unknown> | IntakeFault {
  try {
    return buildRecord(...args);
  } catch (fault) {
    if (fault instanceof IntakeFault) return fault;
    throw fault;
  }
}

interface RowPlaces {
  readonly inputs: RowTable;
  readonly outputs: RowTable;
  readonly event: KserveEvent;
  readonly response: KserveEvent;
}

const rowAt = (i: number, places: RowPlaces): Row => ({
  value: (source) => atPlace(valueAt(i, places, source), source),
  inputs: () => places.inputs.row(i),
});

/** The value at a place; a header with one value has it at place 0 as well. */
const atPlace = (value: unknown, { kind, index }: Source): unknown =>
  kind === 'header' && index !== null && typeof value === 'string' ? atIndex([value], index) : atIndex(value, index);

function valueAt(i: number, { inputs, outputs, event, response }: RowPlaces, { kind, name }: Source): unknown {
  if (kind === 'input') return inputs.at(i, name);
  if (kind === 'output') return outputs.at(i, name);
  if (name === null) return undefined;
  const own = (object: Readonly<Record<string, unknown>>, key: string): unknown =>
    Object.hasOwn(object, key) ? object[key] : undefined;
  if (kind === 'parameter') return own(inputs.parameters, name) ?? own(outputs.parameters, name);
  const key = name.toLowerCase();
  if (kind === 'event') return own(event.extensions, key) ?? own(response.extensions, key);
  if (kind !== 'header') return undefined;
  // Agents before kserve#4778 left the headers out of the response.
  const values = own(event.metadata, key) ?? own(response.metadata, key);
  // Equal values that a proxy repeated count as one; of several different ones a mapping names one by its place, `header:x-case[0]`.
  return Array.isArray(values) && new Set(values).size === 1 ? values[0] : values;
}
