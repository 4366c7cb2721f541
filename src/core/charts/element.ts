/** A drawn element: what every chart function returns and both printers take. Attributes carry their SVG names (`stroke-width`). */
export interface ChartElement {
  readonly tag: string;
  readonly attrs: Readonly<Record<string, string | number>>;
  readonly children: readonly (ChartElement | string)[];
}

/**
 * Coordinates are rounded to this many decimals (a tenth of a pixel cannot be seen), so that the same data gives the same bytes on every
 * machine and pages stay small.
 */
export const DECIMALS = 1;

/** Makes an element; `null` children and `null` attributes are left out. */
export function element(
  tag: string,
  attrs: Readonly<Record<string, string | number | null>> = {},
  ...children: readonly (ChartElement | string | null)[]
): ChartElement {
  const kept = Object.entries(attrs).filter((entry): entry is [string, string | number] => entry[1] !== null);
  return {
    tag,
    attrs: Object.fromEntries(kept),
    children: children.filter((child): child is ChartElement | string => child !== null),
  };
}

/** A number as attribute or path text: `DECIMALS` decimals at most, no trailing zeros, no negative zero. */
export function attributeNumber(value: number): string {
  const factor = 10 ** DECIMALS;
  const rounded = Math.round(value * factor) / factor;
  return Object.is(rounded, -0) ? '0' : String(rounded);
}

/** An XML id from the key of a figure; different keys never give the same id. */
export function idOf(key: string, part: string): string {
  const safe = key.replace(/[^A-Za-z0-9-]/gu, (character) => `_${(character.codePointAt(0) ?? 0).toString(16)}_`);
  return `fig-${safe}-${part}`;
}
