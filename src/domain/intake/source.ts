/** Kinds of places at which a mapping finds a value. Which of them exist depends on the kind of events. */
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

/** A parsed source such as `input:age`, `output:probability[1]`, `output[1]`, `header:x-case`: kind, name, place within an array. */
export interface Source {
  readonly kind: SourceKind;
  readonly name: string | null;
  readonly index: number | null;
}

const FORM = /^([a-z]+)(?::([^[\]]{1,256}))?(?:\[(\d{1,6})\])?$/;

/**
 * Parses a source; null when the text is no source.
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

/** Element of an array when there is an index, otherwise the value itself. */
export function atIndex(value: unknown, index: number | null): unknown {
  if (index === null) return value;
  return Array.isArray(value) ? value[index] : undefined;
}
