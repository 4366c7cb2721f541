import type { BatchKind } from '../ports.js';

/** A validated record on its way into the log. */
export interface Item {
  readonly kind: BatchKind;
  /** Line in its request. */
  readonly line: number;
  /** 16 bytes: the decision it is about; of an event, its own. */
  readonly id: Uint8Array;
  /** The same in lower case. */
  readonly idText: string;
  /** Batches that were looked into and do not hold the id, though its fingerprint said they might. */
  readonly cleared: ReadonlySet<number>;
  /** Members of the entry that say what the server knows, as JSON text without braces. */
  readonly context: string;
  /** The body it came in, and where. */
  readonly source: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Range of the attributes inside; -1 when there are none. */
  readonly attributesStart: number;
  readonly attributesEnd: number;
  /** Person the decision is about; empty for other kinds. */
  readonly subject: string;
}

/** Stands where the attributes were cut out. */
const NULL = Uint8Array.of(0x6e, 0x75, 0x6c, 0x6c);

/** The bytes as received, with `null` in the place of the attributes, which go to their own vault. */
export function writePayload(item: Item, out: Uint8Array, at: number): number {
  const { source, start, end, attributesStart, attributesEnd } = item;
  if (attributesStart < 0) {
    out.set(source.subarray(start, end), at);
    return at + end - start;
  }
  const head = attributesStart - start;
  out.set(source.subarray(start, attributesStart), at);
  out.set(NULL, at + head);
  out.set(source.subarray(attributesEnd, end), at + head + NULL.length);
  return at + head + NULL.length + end - attributesEnd;
}

export const hasAttributes = (item: Item): boolean => item.attributesStart >= 0;
