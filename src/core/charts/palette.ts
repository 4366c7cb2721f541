/**
 * All colours, light and dark. Marks stand 3:1 and text 4.5:1 against the surface they are drawn on (WCAG 2.2, 1.4.11 and 1.4.3);
 * `palette.test.ts` measures it. Hues are a blue-orange pair, which people with any common colour blindness can distinguish, and no meaning
 * rests on hue alone: shape, dash or text always repeats it.
 */
export const PALETTE = {
  surface: { light: '#ffffff', dark: '#14181d' },
  ink: { light: '#1b2026', dark: '#eceff3' },
  muted: { light: '#56606b', dark: '#a6b0bc' },
  rule: { light: '#d5dae0', dark: '#3a424c' },
  mark: { light: '#0b5cad', dark: '#6cb6ff' },
  breach: { light: '#b3261e', dark: '#ff8a80' },
  good: { light: '#0a6b4f', dark: '#4cc79a' },
  weak: { light: '#6b7681', dark: '#98a3af' },
  'series-1': { light: '#0b5cad', dark: '#6cb6ff' },
  'series-2': { light: '#b34a00', dark: '#ffab66' },
  'series-3': { light: '#0a6b4f', dark: '#4cc79a' },
  'series-4': { light: '#86308c', dark: '#dd9be2' },
  'series-5': { light: '#7a6200', dark: '#dcc25a' },
  'series-6': { light: '#4a5560', dark: '#b9c3ce' },
  'step-0': { light: '#0b4f8a', dark: '#9acdf8' },
  'step-1': { light: '#5b9bd0', dark: '#5c9fd6' },
  'step-2': { light: '#c3dbee', dark: '#1f4668' },
  'step-3': { light: '#eef0f2', dark: '#2a3037' },
  'step-4': { light: '#f8dcc2', dark: '#5f3a15' },
  'step-5': { light: '#e0964c', dark: '#cf8438' },
  'step-6': { light: '#9c4a00', dark: '#ffc48a' },
  'step-0-text': { light: '#ffffff', dark: '#10151a' },
  'step-1-text': { light: '#10151a', dark: '#10151a' },
  'step-2-text': { light: '#10151a', dark: '#ffffff' },
  'step-3-text': { light: '#10151a', dark: '#ffffff' },
  'step-4-text': { light: '#10151a', dark: '#ffffff' },
  'step-5-text': { light: '#10151a', dark: '#10151a' },
  'step-6-text': { light: '#ffffff', dark: '#10151a' },
} as const satisfies Record<string, { light: string; dark: string }>;

export type ColourName = keyof typeof PALETTE;
export type Theme = 'light' | 'dark';

/** Steps of the diverging scale; the middle one is the pivot. */
export const DIVERGING_STEPS = 7;
/** Number of series with a colour of their own; further ones start over with another dash. */
export const SERIES_COLOURS = 6;

/** A colour as attribute text: a CSS variable of the page with the light value as fallback. */
export const colour = (name: ColourName): string => `var(--t-${name}, ${PALETTE[name].light})`;

export const seriesColour = (index: number): string => colour(`series-${(index % SERIES_COLOURS) + 1}` as ColourName);

/** The declarations of colour variables of a theme, by default of all themes, to be put inside a CSS rule of the page. */
export const colourVariables = (
  theme: Theme,
  names: readonly ColourName[] = Object.keys(PALETTE) as ColourName[],
): string => names.map((name) => `--t-${name}:${PALETTE[name][theme]};`).join('');

const VARIABLE = /^var\(--t-([a-z0-9-]+), #[0-9a-f]{6}\)$/;

/** The class of an attribute that holds a colour variable, and its rule in a theme, for pictures that follow the reader's theme. */
export function themedClass(attribute: string, value: string): { name: string; rule: (theme: Theme) => string } | null {
  const colourName = nameIn(value);
  if (colourName === undefined) return null;
  const name = `${attribute}-${colourName}`;
  return { name, rule: (theme) => `.${name}{${attribute}:${literalColour(value, theme)}}` };
}

const nameIn = (value: string): string | undefined => VARIABLE.exec(value)?.[1];

/** The literal value of a theme instead of a colour variable; any other attribute value stays as it is. */
export function literalColour(value: string, theme: Theme): string {
  const name = nameIn(value);
  return name !== undefined && name in PALETTE ? PALETTE[name as ColourName][theme] : value;
}

/** A colour variable without its fallback; any other attribute value stays as it is. */
export function bareVariable(value: string): string {
  const name = nameIn(value);
  return name === undefined ? value : `var(--t-${name})`;
}
