import { z } from 'zod';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/base/durations.js';

/** A part of `tribune.yaml` that a room declares and reads. Its value is fixed while the service runs. */
export interface ConfigurationSection<Value = unknown> {
  /** Key of the section in the file. */
  readonly name: string;
  readonly schema: z.ZodType<Value>;
}

/**
 * Declares a section of `tribune.yaml`. Descriptions of its fields make the reference page; a section that is left out is read as an empty one.
 *
 * @example
 * export const mail = defineConfiguration('mail', z.strictObject({ server: z.string().describe('host that sends'), password: secret().optional() }).optional());
 */
export const defineConfiguration = <Schema extends z.ZodType>(
  name: string,
  schema: Schema,
): ConfigurationSection<z.output<Schema>> => ({ name, schema: schema as unknown as z.ZodType<z.output<Schema>> });

/** Schema of a secret. The file holds only a reference to it, `${env:NAME}` or `${file:PATH}`, and the secret is never printed. */
export const secret = (): z.ZodString => z.string().min(1).meta({ secret: 'always' });

/** Schema of an address that may hold a password; one with a password is given by reference, as a secret is. */
export const secretAddress = (): z.ZodString => z.string().min(1).meta({ secret: 'password' });

/** Schema of a text that stands in the file and is never printed: a command with a token in it, for example. */
export const unprinted = (): z.ZodString => z.string().min(1).meta({ secret: 'printed' });

/** Schema of a path; a path in the file is relative to the folder of the file. */
export const path = (): z.ZodString =>
  z
    .string()
    .min(1)
    .refine((text) => !text.includes('\0'), 'expected a path')
    .meta({ path: true });

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };
const DURATION = /^(\d+(?:\.\d+)?) ?(ms|s|m|h|d)$/;

/**
 * Schema of a time such as `500 ms`, `10 s`, `5 m`, `24 h`, read as milliseconds. It is at least `least` and at most `most`, which have
 * the same form.
 */
export const duration = (least: string, most: string) =>
  z
    .string()
    .regex(DURATION, 'expected a time such as 500 ms, 10 s, 5 m or 24 h')
    .transform(millisecondsOf)
    .refine((ms) => ms >= millisecondsOf(least) && ms <= millisecondsOf(most), `expected ${least} to ${most}`);

function millisecondsOf(text: string): number {
  const [, number, unit] = DURATION.exec(text) ?? [];
  return number === undefined ? Number.NaN : Math.round(Number(number) * UNITS_MS[unit!]!);
}
