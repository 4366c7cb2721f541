/** Fields of every file of `src/data`. */
interface Dated {
  readonly date: string;
}

/**
 * A file of `src/data` with the type of its folder. The files are ours and a test checks each against the schema beside it, so nothing is
 * checked here.
 */
export function withoutSchema<Held>(file: unknown): Held {
  const { $schema: _, ...held } = file as Held & { readonly $schema: string };
  return held as unknown as Held;
}

/** The file with the latest date; undefined when there is none. */
export const newestOf = <File extends Dated>(files: readonly File[]): File | undefined =>
  files.toSorted((a, b) => b.date.localeCompare(a.date))[0];

/** Fills in the words in braces. An unknown word is a mistake in the text, which a test finds before it ships. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{([^{}]*)\}/g, (braced, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : braced,
  );

/** The names in braces of a text. */
export const namesIn = (text: string): string[] => Array.from(text.matchAll(/\{([^{}]*)\}/g), ([, name = '']) => name);
