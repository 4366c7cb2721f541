import type { RegistryView } from '../../registry/view.js';
import { canonicalJson } from '../record/canonical.js';
import { type RecordCode, RecordFault } from '../record/codes.js';
import { type DecisionFields, readDecision } from '../record/decision-record.js';
import { readLabel, readLaterAttributes } from '../record/later-records.js';
import { PlainRecordReader } from '../record/plain-record.js';
import { type RecordRange, recordRanges } from '../record/ranges.js';
import { type JsonObject, ObjectReader } from '../record/read-object.js';
import { printUuid, readUuid, UUID_BYTES, uuidV7 } from '../record/uuid.js';
import type { Item } from '../seal/item.js';
import type { BodyForm, Conflict, Rejection } from '../service-api.js';
import { Contexts } from './contexts.js';

export type ItemKind = 'decision' | 'label' | 'attributes';

export interface ReadOptions {
  readonly kind: ItemKind;
  readonly form: BodyForm;
  readonly nowMs: number;
  readonly registry: RegistryView;
  readonly randomBytes: (n: number) => Uint8Array;
}

/** The records of a body, sorted into good and bad before the database is asked. */
export interface ReadBody {
  readonly items: Item[];
  readonly rejected: Rejection[];
  /** Same id and same content twice in the body. */
  duplicates: number;
  /** Same id, other content in the body; the first one goes on. */
  readonly conflicts: (Conflict & { readonly item: Item })[];
  readonly assigned: { readonly line: number; readonly id: string }[];
}

const NONE: ReadonlySet<number> = new Set();

/** Frames, parses and validates a body. Throws `BODY_INVALID` or `DATA_TOO_LARGE` for the body as a whole only. */
export function readItems(bytes: Uint8Array, options: ReadOptions): ReadBody {
  const ranges = recordRanges(bytes, options.form);
  const reader = new ItemReader(bytes, options, ranges.length);
  const body: ReadBody = { items: [], rejected: [], duplicates: 0, conflicts: [], assigned: [] };
  const first = new Map<string, Item>();
  for (const range of ranges) {
    const item = readOne(reader, range, body.rejected);
    if (item === null) continue;
    const earlier = options.kind === 'decision' ? first.get(item.idText) : undefined;
    if (earlier === undefined) {
      first.set(item.idText, item);
      body.items.push(item);
      if (reader.assignedLast) body.assigned.push({ line: range.line, id: item.idText });
    } else if (itemContent(earlier) === itemContent(item)) {
      body.duplicates++;
    } else {
      body.conflicts.push({ line: range.line, id: item.idText, item });
    }
  }
  return body;
}

function readOne(reader: ItemReader, range: RecordRange, rejected: Rejection[]): Item | null {
  try {
    return reader.read(range);
  } catch (fault) {
    if (!(fault instanceof RecordFault)) throw fault;
    rejected.push(rejection(range.line, fault.code, fault.message));
    return null;
  }
}

export const rejection = (line: number, code: RecordCode, message: string): Rejection => ({ line, code, message });

/** The record of an item in canonical form, attributes included and its id in lower case. */
export function itemContent({ source, start, end, idText }: Item): string {
  const record = JSON.parse(new TextDecoder().decode(source.subarray(start, end))) as JsonObject;
  return canonicalJson({ ...record, id: idText });
}

type AttributesRange = Pick<Item, 'attributesStart' | 'attributesEnd'>;

class ItemReader {
  assignedLast = false;
  readonly #bytes: Uint8Array;
  readonly #options: ReadOptions;
  readonly #objects: ObjectReader;
  readonly #contexts: Contexts;
  /** Null when the body is not ASCII, or holds no decisions. */
  readonly #plain: PlainRecordReader | null;
  /** Ids of the whole body in one array; the items hold views. */
  readonly #ids: Uint8Array;
  #nIds = 0;

  constructor(bytes: Uint8Array, options: ReadOptions, n: number) {
    this.#bytes = bytes;
    this.#options = options;
    this.#objects = new ObjectReader(bytes);
    this.#contexts = new Contexts(options.registry);
    const { ascii } = this.#objects;
    const isPlain = options.kind === 'decision' && ascii !== null;
    this.#plain = isPlain ? new PlainRecordReader(bytes, ascii, options.nowMs) : null;
    this.#ids = new Uint8Array(n * UUID_BYTES);
  }

  read(range: RecordRange): Item {
    this.assignedLast = false;
    if (this.#plain?.read(range)) return this.#decision(range, this.#plain.fields!, this.#plain);
    const record = this.#objects.read(range);
    const { kind, nowMs } = this.#options;
    const attributes = this.#attributesRange(record);
    if (kind === 'decision') return this.#decision(range, readDecision(record, nowMs), attributes);
    const decision = kind === 'label' ? readLabel(record, nowMs) : readLaterAttributes(record);
    return this.#item(range, attributes, { ...this.#readId(decision, 'decision'), context: '', subject: '' });
  }

  #decision(range: RecordRange, fields: DecisionFields, attributes: AttributesRange): Item {
    const context = this.#contexts.textFor(fields);
    const { id, idText } = fields.id === null ? this.#assignId() : this.#readId(fields.id, 'id');
    return this.#item(range, attributes, { id, idText, context, subject: fields.subject });
  }

  #attributesRange({ attributes }: JsonObject): AttributesRange {
    const isFound = this.#objects.scan.attributesStart >= 0;
    if (isFound === (typeof attributes === 'object' && attributes !== null)) return this.#objects.scan;
    throw new RecordFault('RECORD_FIELD_INVALID', 'the key "attributes" is written with escapes; write it plainly');
  }

  #item(
    { line, start, end }: RecordRange,
    { attributesStart, attributesEnd }: AttributesRange,
    { id, idText, context, subject }: Pick<Item, 'id' | 'idText' | 'context' | 'subject'>,
  ): Item {
    const { kind } = this.#options;
    const source = this.#bytes;
    return {
      kind,
      line,
      id,
      idText,
      cleared: NONE,
      context,
      source,
      start,
      end,
      attributesStart,
      attributesEnd,
      subject,
    };
  }

  #readId(text: string, field: string): { id: Uint8Array; idText: string } {
    const at = this.#nIds * UUID_BYTES;
    if (!readUuid(text, this.#ids, at)) {
      throw new RecordFault(
        'RECORD_FIELD_INVALID',
        `"${field}" is no UUID; give one such as 0193f7c2-6a55-7d1e-9f10-3c2b1a000001`,
      );
    }
    this.#nIds++;
    return { id: this.#ids.subarray(at, at + UUID_BYTES), idText: text.toLowerCase() };
  }

  #assignId(): { id: Uint8Array; idText: string } {
    const id = uuidV7(this.#options.nowMs, this.#options.randomBytes(UUID_BYTES));
    this.assignedLast = true;
    return { id, idText: printUuid(id) };
  }
}
