import type { z } from 'zod';
import { TribuneError } from '../../core/base/errors.js';

/** Words joined by dots: the place of the setting in a document for `tribune admin apply`. */
const NAME = /^[a-z][a-z-]*(\.[a-z][a-z-]*)*$/;
const MISTAKES_SHOWN = 5;

/** Something that an administrator may change while the service runs. */
export interface Setting<Value = unknown> {
  /** Its place in a document for `tribune admin apply`, words joined by dots; also its name in rows and entries. */
  readonly name: string;
  /** What holds while nobody has changed it. */
  readonly initial: Value;
  /** Where to read about it. */
  readonly guide: string;
  /** What holds while the database does not say what was set: for settings that open something. Else the last value known holds. */
  readonly whileUnknown?: Value;
  /** Throws `REGISTRY_INVALID` with the first mistakes, each with its place. */
  readonly parse: (document: unknown) => Value;
}

interface SettingOptions<Value> {
  readonly guide: string;
  readonly whileUnknown?: Value;
}

/**
 * Declares a setting: its name, the schema of what a person writes and the value before anybody did.
 *
 * @example
 * export const ledgerPublic = defineSetting('ledger.public', z.boolean(), false, { guide: 'docs/guides/ledger-operations.md', whileUnknown: false });
 */
export function defineSetting<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  initial: z.output<Schema>,
  options: SettingOptions<z.output<Schema>>,
): Setting<z.output<Schema>> {
  if (!NAME.test(name)) throw new TribuneError('INTERNAL', `the setting "${name}" has a name that cannot be`, REPORT);
  const parse = (document: unknown): z.output<Schema> => {
    const found = schema.safeParse(document);
    if (found.success) return found.data;
    const mistakes = found.error.issues.slice(0, MISTAKES_SHOWN);
    throw new TribuneError(
      'REGISTRY_INVALID',
      mistakes.map((one) => `${name}${placeOf(one)}: ${one.message}`).join('; '),
      {
        remedy: `The fields are in ${options.guide}.`,
      },
    );
  };
  return { name, initial, parse, ...options };
}

const REPORT = { remedy: 'Report this.' };

const placeOf = ({ path }: { readonly path: readonly PropertyKey[] }): string =>
  path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
