import { bareVariable, type ColourName, colour } from './palette.js';
import { SMALL_FONT_SIZE } from './text.js';

const paints = (
  attribute: 'fill' | 'stroke',
  names: Readonly<Record<string, ColourName>>,
): [string, string, string][] => Object.entries(names).map(([name, of]) => [name, attribute, bareVariable(colour(of))]);

/** Presentation attributes that nearly every chart repeats: class, attribute, value. They make a page of 40 charts a third smaller. */
const CLASSES: readonly (readonly [string, string, string])[] = [
  ...paints('fill', { fi: 'ink', fm: 'muted', fw: 'weak', fk: 'mark', fb: 'breach', fu: 'surface' }),
  ['fn', 'fill', 'none'],
  ...paints('stroke', { si: 'ink', sm: 'muted', sw: 'weak', sk: 'mark', sb: 'breach', sr: 'rule', su: 'surface' }),
  ['s', 'font-size', String(SMALL_FONT_SIZE)],
  ['c', 'text-anchor', 'middle'],
  ['e', 'text-anchor', 'end'],
  ['w', 'stroke-width', '1.5'],
  ['ww', 'stroke-width', '2'],
];

const CLASS_BY_ATTRIBUTE: ReadonlyMap<string, string> = new Map(
  CLASSES.map(([name, attribute, value]) => [`${attribute}=${value}`, name]),
);

/** The class that stands for an attribute on a page that has `chartClassRules`; null when the attribute has to be written. */
export const classFor = (attribute: string, value: string): string | null =>
  CLASS_BY_ATTRIBUTE.get(`${attribute}=${value}`) ?? null;

/**
 * CSS rules for the output of `printSvg(tree, { colours: 'classes' })`. They have no prefix, because the root of a chart has classes too.
 * The page must also define the colour variables.
 */
export const chartClassRules = (): string =>
  CLASSES.map(
    ([name, attribute, value]) => `.${name}{${attribute}:${value}${attribute === 'font-size' ? 'px' : ''}}`,
  ).join('');
