import { z } from 'zod';
import { TribuneError } from '../../base/errors.js';

/** A mistake in the content of a section; `path` begins inside the section. */
export interface SectionMistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly remedy: string;
  /** By default `error`. */
  readonly severity?: 'error' | 'warning';
}

/** What sections may ask of `data` of the same policy, as written. */
export interface SectionData {
  readonly label?: unknown;
  readonly outcome?: { readonly type: string } | undefined;
  readonly weight?: unknown;
  readonly score?: unknown;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  readonly missing?: readonly unknown[] | undefined;
  /** Ids of the requirements that can be read; absent where some cannot. */
  readonly requirementIds?: readonly string[];
  /** Names that a filter reads. Throws TribuneError for a text that is no filter. */
  readonly whereNames?: (text: string) => readonly string[];
  /** The other sections of the file that can be read, by name. */
  readonly sections?: Readonly<Record<string, unknown>>;
}

/** A section of the policy file that a room brings. The policy knows its shape; the room gives it meaning. */
export interface PolicySection<Value = unknown> {
  readonly name: string;
  readonly schema: z.ZodType<Value>;
  /** What the section says wrongly although its shape is right, or beside the data of the policy; null where those cannot be read. */
  check(value: Value, data: SectionData | null): readonly SectionMistake[];
  /** The section of a policy, with its type; undefined where the policy has none. */
  of(policy: { readonly sections?: Readonly<Record<string, unknown>> }): Value | undefined;
}

/** Sections have names like keys of the file: letters, the first one small. */
const NAME = /^[a-z][A-Za-z]{1,40}$/;

/**
 * Declares a section of the policy file. A module in `core/policy/open-sections` that exports it as `section` is part of the policy: the
 * list of them is made from the folder.
 *
 * @throws TribuneError INVALID_ARGUMENT for a name that no key of the file can have
 * @example
 * export const section = defineSection('monitor', { block: z.string() }, () => []);
 * section.of(policy)?.block;
 */
export function defineSection<Members extends z.ZodRawShape>(
  name: string,
  members: Members,
  check: (
    value: z.output<z.ZodObject<Members, z.core.$strict>>,
    data: SectionData | null,
  ) => readonly SectionMistake[] = () => [],
): PolicySection<z.output<z.ZodObject<Members, z.core.$strict>>> {
  if (!NAME.test(name)) {
    throw new TribuneError('INVALID_ARGUMENT', `"${name}" cannot be a section of a policy`, {
      remedy: 'Use 2 to 41 letters, the first one small.',
    });
  }
  type Value = z.output<z.ZodObject<Members, z.core.$strict>>;
  return {
    name,
    schema: z.strictObject(members) as unknown as z.ZodType<Value>,
    check,
    of: ({ sections = {} }) => (Object.hasOwn(sections, name) ? (sections[name] as Value) : undefined),
  };
}
