/** The name after the first dot: `attributes.race` is the attribute race. */
export const bare = (column: string): string => column.slice(column.indexOf('.') + 1);

/** The value at a path of names in the inputs; undefined where there is none. */
export function inputAt(inputs: unknown, path: readonly string[]): unknown {
  let at: unknown = inputs;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}
