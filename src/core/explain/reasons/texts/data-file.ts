/** What every file of `src/data` has. */
interface Dated {
  readonly date: string;
}

/**
 * A file of `src/data` as what its folder holds. The files are ours and a test holds each to the schema beside it, so nothing is checked
 * here.
 */
export function withoutSchema<Held>(file: unknown): Held {
  const { $schema: _, ...held } = file as Held & { readonly $schema: string };
  return held as unknown as Held;
}

/** The one of the latest day; undefined of none. */
export const newestOf = <File extends Dated>(files: readonly File[]): File | undefined =>
  files.toSorted((a, b) => b.date.localeCompare(a.date))[0];

/** Words in braces are filled in. A word that is not known is a mistake in the text, which a test finds before it ships. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{([^{}]*)\}/g, (braced, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : braced,
  );

/** The names in braces of a text. */
export const namesIn = (text: string): string[] => Array.from(text.matchAll(/\{([^{}]*)\}/g), ([, name = '']) => name);
