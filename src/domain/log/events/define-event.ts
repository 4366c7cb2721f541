import { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';
import type { LogEvent, LogName } from '../ports/index.js';

/** A declared type of event. Called with a payload it makes the event; a payload of another shape throws `INTERNAL`. */
export interface EventType<Type extends string = string, Payload = never> {
  (payload: Payload): LogEvent<Type>;
  /** Name of the type, `what.happened`, which the entry holds in plain text. */
  readonly type: Type;
  /** The log in which the event becomes an entry. */
  readonly log: LogName;
  /** Meaning of the event as a sentence, for the page of entry types. */
  readonly meaning: string;
  /** The members of the payload. */
  readonly fields: z.ZodObject;
  /** Makes the event from a payload that was stored as JSON. */
  readonly read: (payload: unknown) => LogEvent<Type>;
}

/** The payload of a declared type of event. */
export type PayloadOf<Declared> = Declared extends (payload: infer Payload) => LogEvent ? Payload : never;

/**
 * Declares a type of event: its name, the members of its payload and its meaning.
 *
 * @example
 * export const passkeyAdded = defineEvent('passkey.added', { account: z.string(), passkey: z.string() }, 'A passkey was added.');
 * await log.record(passkeyAdded({ account, passkey }));
 */
export function defineEvent<const Type extends `${string}.${string}`, Fields extends z.ZodRawShape>(
  type: Type,
  members: Fields,
  meaning: string,
  { log = 'main' }: { readonly log?: LogName } = {},
): EventType<Type, z.input<z.ZodObject<Fields, z.core.$strict>>> {
  const fields = z.strictObject(members);
  const read = (payload: unknown): LogEvent<Type> => {
    const found = fields.safeParse(payload);
    if (!found.success) throw misshapen(type, found.error);
    // The payload is sealed as it was given, so that its members keep their order.
    return { type, payload } as LogEvent<Type>;
  };
  return Object.assign((payload: unknown) => read(payload), { type, log, meaning, fields, read });
}

function misshapen(type: string, error: z.ZodError): TribuneError {
  const [first] = error.issues;
  const at = first === undefined || first.path.length === 0 ? '' : ` at ${first.path.join('.')}`;
  return new TribuneError('INTERNAL', `the event ${type} is not of its declared shape${at}: ${first?.message}`, {
    remedy: 'Report this. Nothing was logged.',
  });
}
