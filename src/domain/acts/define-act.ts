import type { z } from 'zod';
import { TribuneError } from '../../core/base/errors.js';
import type { EventType } from '../log/events/index.js';
import type { LogEvent } from '../log/ports/index.js';

/** The stores of one transaction and the way to write entries; an act works with nothing else. */
export type Tx<Stores> = Stores & {
  /**
   * Has an event become an entry if, and only if, the transaction is committed. An act that changed nothing enters nothing.
   *
   * @param id of the entry, where it follows from what the event tells of; by default a new one
   */
  enter(event: LogEvent, id?: string): void;
};

/** A declared act of a person: a change of the state with the entries that tell of it. */
export interface Act<Needs extends 1 | 2 = 1 | 2> {
  readonly name: string;
  /** Types of the entries that the act may write. */
  readonly enters: readonly EventType[];
  /** Number of persons that the act takes. */
  readonly needs: Needs;
}

/** The two persons of an act, as entries name them. */
export interface TwoPersons {
  readonly proposedBy: string;
  readonly confirmedBy: string;
}

/** Terms of an act that takes two persons, beside its name and its entries. */
export interface TwoPersonTerms<Stores, Request, Result> {
  readonly enters: readonly EventType[];
  /** Schema of the request. A request is stored as JSON and becomes part of an entry, so it names no person decided about. */
  readonly request: z.ZodType<Request>;
  /** Time after which a proposal expires, ms. */
  readonly lifeMs: number;
  /** Whether a person may take part. Both are asked for when the act takes effect: a right may be lost while a proposal waits. */
  mayTakePart(tx: Tx<Stores>, account: string): Promise<boolean>;
  carryOut(tx: Tx<Stores>, request: Request, persons: TwoPersons): Promise<Result>;
}

export interface TwoPersonAct<Stores, Request, Result> extends Act<2>, TwoPersonTerms<Stores, Request, Result> {}

/** Any act of two persons, whatever it works on. */
// biome-ignore lint/suspicious/noExplicitAny: parameters of functions stand in its place, of which no other type holds them all.
export type AnyTwoPersonAct = TwoPersonAct<any, any, unknown>;

/**
 * Declares an act that one person does.
 *
 * @example
 * export const revokeKey = defineAct('key.revoke', { enters: [apiKeyRevoked] });
 */
export const defineAct = (name: string, { enters }: { readonly enters: readonly EventType[] }): Act<1> => ({
  name,
  enters,
  needs: 1,
});

/**
 * Declares an act that takes two persons: it is proposed by one, and takes effect when another one confirms it. Its entries name both, in
 * `proposedBy` and `confirmedBy`.
 */
export function defineTwoPersonAct<Stores, Request, Result>(
  name: string,
  terms: TwoPersonTerms<Stores, Request, Result>,
): TwoPersonAct<Stores, Request, Result> {
  for (const { type, fields } of terms.enters) {
    if ('proposedBy' in fields.shape && 'confirmedBy' in fields.shape) continue;
    throw new TribuneError('INTERNAL', `the event ${type} of the act ${name} does not name both persons`, {
      remedy: 'Declare `proposedBy` and `confirmedBy` among its members.',
    });
  }
  return { ...terms, name, needs: 2 };
}
