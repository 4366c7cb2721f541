/** Where a mapping finds a value. Which kinds exist depends on the way in. */
export const SOURCE_KINDS = [
  'input',
  'output',
  'parameter',
  'header',
  'event',
  'attribute',
  'resource',
  'body',
] as const;

export type SourceKind = (typeof SOURCE_KINDS)[number];

/** `input:age`, `output:probability[1]`, `output[1]`, `header:x-case`: kind, name, place within an array. */
export interface Source {
  readonly kind: SourceKind;
  readonly name: string | null;
  readonly index: number | null;
}

const FORM = /^([a-z]+)(?::([^[\]]{1,256}))?(?:\[(\d{1,6})\])?$/;

/**
 * Reads a source; null when the text is none.
 *
 * @example
 * parseSource('output:probability[1]'); // { kind: 'output', name: 'probability', index: 1 }
 */
export function parseSource(text: string): Source | null {
  const found = FORM.exec(text);
  const kind = SOURCE_KINDS.find((known) => known === found?.[1]);
  if (found === null || kind === undefined) return null;
  const [, , name = null, index] = found;
  return { kind, name, index: index === undefined ? null : Number(index) };
}

export const printSource = ({ kind, name, index }: Source): string =>
  `${kind}${name === null ? '' : `:${name}`}${index === null ? '' : `[${index}]`}`;

/** Element of an array when an index is asked for; the value itself otherwise. */
export function atIndex(value: unknown, index: number | null): unknown {
  if (index === null) return value;
  return Array.isArray(value) ? value[index] : undefined;
}
