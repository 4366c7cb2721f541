/** An XML id from the key of a figure; different keys never give the same id. */
export function idOf(key: string, part: string): string {
  const safe = key.replace(/[^A-Za-z0-9-]/gu, (character) => `_${(character.codePointAt(0) ?? 0).toString(16)}_`);
  return `fig-${safe}-${part}`;
}
