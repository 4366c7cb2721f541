import type { z } from 'zod';
import { TribuneError } from '../../core/base/errors.js';

/** Form of a name, words joined by dots, which is also the setting's place in a document for `tribune admin apply`. */
const NAME = /^[a-z][a-z-]*(\.[a-z][a-z-]*)*$/;
const MISTAKES_SHOWN = 5;

/** A value that an administrator may change while the service runs. */
export interface Setting<Value = unknown> {
  /** Place in a document for `tribune admin apply`, words joined by dots; it is also the name in rows and entries. */
  readonly name: string;
  /** Value while nobody has changed the setting. */
  readonly initial: Value;
  /** Guide that explains the setting. */
  readonly guide: string;
  /** Value while the database does not answer, for settings that open something; for others the last known value holds. */
  readonly whileUnknown?: Value;
  /** Reads a document. Throws `REGISTRY_INVALID` with the first mistakes, each with its place. */
  readonly parse: (document: unknown) => Value;
}

interface SettingOptions<Value> {
  readonly guide: string;
  readonly whileUnknown?: Value;
}

/**
 * Declares a setting: its name, the schema of its document and its initial value.
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
