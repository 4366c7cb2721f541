import { printSvg } from '../../../core/charts/index.js';
import { pageFrame } from '../frame/index.js';
import type { Markup } from './markup.js';
import { STYLE } from './style.js';

/** A page with the style sheet of reports and without any script, font or picture from elsewhere. Charts are printed with its classes. */
export const htmlPage = (title: string, body: readonly Markup[]): string =>
  pageFrame({
    title,
    style: { sheet: STYLE },
    body,
    print: (part) => printSvg(part, { colours: 'classes' }),
  });
