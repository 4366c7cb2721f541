/** An element of SVG or HTML, of which every chart and every page consists. Attributes carry their own names (`stroke-width`). */
export interface MarkupElement {
  readonly tag: string;
  readonly attrs: Readonly<Record<string, string | number>>;
  readonly children: readonly (MarkupElement | string)[];
}

/** Content of an element. The printer escapes text; nothing is ever inserted raw. */
export type MarkupContent = MarkupElement | string;

/**
 * Coordinates are rounded to this many decimals (a tenth of a pixel cannot be seen), so that the same data give the same bytes on every
 * machine and pages stay small.
 */
export const DECIMALS = 1;

/** Makes an element; `null` children and `null` attributes are left out. */
export function element(
  tag: string,
  attrs: Readonly<Record<string, string | number | null>> = {},
  ...children: readonly (MarkupContent | null)[]
): MarkupElement {
  const kept = Object.entries(attrs).filter((entry): entry is [string, string | number] => entry[1] !== null);
  return {
    tag,
    attrs: Object.fromEntries(kept),
    children: children.filter((child): child is MarkupContent => child !== null),
  };
}

/** A number as text of an attribute or path: at most `DECIMALS` decimals, no trailing zeros, no negative zero. */
export function attributeNumber(value: number): string {
  const factor = 10 ** DECIMALS;
  const rounded = Math.round(value * factor) / factor;
  return Object.is(rounded, -0) ? '0' : String(rounded);
}
