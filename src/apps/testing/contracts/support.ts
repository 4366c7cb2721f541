import { deepStrictEqual, ok } from 'node:assert/strict';
import type { DecisionStores } from '../../../domain/decisions/ports/index.js';
import type { PendingEvent, SealedBatch } from '../../../domain/log/ports/index.js';
import type { RegistryStore } from '../../../domain/registry/ports.js';

/** One promise of a port, to be run by any test runner. Cases of a contract run in their order: later ones build on what earlier ones stored. */
export interface ContractCase {
  readonly name: string;
  run(): Promise<void>;
}

/** The stores of the decision service with those of the registry. */
export type ContractStores = DecisionStores & { readonly registry: RegistryStore };

export type StoresCase = readonly [name: string, run: (stores: ContractStores) => Promise<void>];

/**
 * Throws unless both are equal by value. Buffers equal arrays of the same bytes, and a member that is undefined equals one that is
 * missing.
 */
export function same(actual: unknown, expected: unknown): void {
  deepStrictEqual(comparable(actual), comparable(expected));
}

export function differ(actual: unknown, expected: unknown): void {
  let isEqual = true;
  try {
    same(actual, expected);
  } catch {
    isEqual = false;
  }
  ok(!isEqual, 'two values are equal that must differ');
}

function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, comparable(member)]));
}

/** Throws unless the work fails, with this code where one is given. */
export async function refused(work: Promise<unknown>, code?: string): Promise<void> {
  let failure: unknown;
  let hasFailed = false;
  await work.catch((cause: unknown) => {
    failure = cause;
    hasFailed = true;
  });
  ok(hasFailed, 'work was done that must be refused');
  if (code !== undefined) same((failure as { readonly code?: unknown }).code, code);
}

export const bytes = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill);

export const hex = (content: Uint8Array): string => Buffer.from(content).toString('hex');

/** Makes a batch of two entries that differs from those before and after it. */
export function batch(seq: number, more: Partial<SealedBatch> = {}): SealedBatch {
  return {
    log: 'main',
    seq,
    kind: 'decision',
    firstIndex: 2 * seq,
    n: 2,
    receivedAtMs: 1000 + seq,
    ids: bytes(32, seq),
    leaves: bytes(64, seq),
    payload: { page: 0, slot: seq, bytes: bytes(50, seq) },
    attributes: seq % 2 === 0 ? null : { page: 0, slot: seq, bytes: bytes(20, seq) },
    erased: seq % 3 === 0 ? null : bytes(seq % 3 === 1 ? 0 : 1, 2),
    ...more,
  };
}

export const alone = (batches: SealedBatch[]) => ({ batches, answers: [], integrityEvents: [] });

/** Makes an event. Its type need not be declared: stores accept any type, because types are checked where events become entries. */
export const event = (n: number): PendingEvent =>
  ({
    id: `0193f7c2-6a55-7d1e-9f10-${n.toString(16).padStart(12, 'f')}`,
    log: 'main',
    type: `test.${n}`,
    payload: { n },
  }) as Partial<PendingEvent> as PendingEvent;
