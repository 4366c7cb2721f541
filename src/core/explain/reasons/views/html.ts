import { escapeText } from '../../../markup/index.js';
import { decimalsBeside } from '../../../stats/index.js';

/** Digits of numbers that nobody computes with. */
const SHOWN_DIGITS = 4;

/** Letters of one cell that a page shows. */
const LETTERS_SHOWN = 200;

/** A value as people read it: in full, but for a text that is no longer read. */
export function shown(value: number | string | null | undefined, unit: string | null = null): string {
  if (value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value))) return 'not given';
  const text = String(value);
  const cut = text.length <= LETTERS_SHOWN ? text : `${text.slice(0, LETTERS_SHOWN)}... (${text.length} characters)`;
  return unit === null ? cut : `${cut} ${unit}`;
}

/** A computed number, rounded for a table. */
export const rounded = (value: number | null): string =>
  value === null ? 'not known' : String(Number(value.toPrecision(SHOWN_DIGITS)));

/** A score beside its cutoff, which is written in full: a rounded one may never stand on its other side. */
export function besideCutoff(score: number, cutoff: number): string {
  const plain = (digits: number): string => String(Number(score.toFixed(digits)));
  const digits = decimalsBeside(score, cutoff, SHOWN_DIGITS, plain);
  return digits === null ? String(score) : plain(digits);
}

/** A word that a narrow screen cannot hold may be broken; a number or a date may not. */
const LONG_WORD = /\S{19}/;

export const paragraph = (text: string): string => `<p>${escapeText(text)}</p>`;

export const list = (items: readonly string[], tag: 'ul' | 'ol' = 'ul'): string =>
  `<${tag}>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</${tag}>`;

/** A section with its own heading, labelled for screen readers. */
export const section = (id: string, title: string, body: string): string =>
  `<section aria-labelledby="${id}">\n<h2 id="${id}">${escapeText(title)}</h2>\n${body}\n</section>`;

/** A table of more columns scrolls on a narrow screen instead of breaking its words. */
const NARROW_COLUMNS = 2;

/** A table with a caption and header cells; the first cell of a row is its header. Cells are text. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => `<th scope="col">${escapeText(text)}</th>`).join('');
  const body = rows.map(([first = '', ...rest]) => {
    const cells = rest
      .map((text) => `<td${LONG_WORD.test(text) ? ' class="long"' : ''}>${escapeText(text)}</td>`)
      .join('');
    return `<tr><th scope="row">${escapeText(first)}</th>${cells}</tr>`;
  });
  const whole = `<table>\n<caption>${escapeText(caption)}</caption>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table>`;
  if (heads.length <= NARROW_COLUMNS) return whole;
  return `<div class="scroll" role="region" aria-label="${escapeText(caption)}" tabindex="0">\n${whole}\n</div>`;
}

/**
 * The look of the other pages (domain/report/html/style.ts, which this pure room may not import): dark where the reader's screen asks for it,
 * light on paper. Text has a contrast of 4.5:1 and more in both; one column, so that it reflows at 400 %. The letter keeps larger type.
 */
const LIGHT = '--ink:#1b2026;--muted:#56606b;--surface:#ffffff;--rule:#d5dae0;--mark:#0b5cad';
const DARK = '--ink:#eceff3;--muted:#a6b0bc;--surface:#14181d;--rule:#3a424c;--mark:#6cb6ff';
const STYLE = `:root{color-scheme:light dark;${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}html{-webkit-text-size-adjust:100%}
body{font:1.1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans","DejaVu Sans",sans-serif;max-width:46rem;margin:2rem auto;padding:0 1.25rem;color:var(--ink);background:var(--surface)}
h1{font-size:1.55rem;line-height:1.3;padding-left:.9rem;border-left:.45rem solid var(--muted)}
h2{font-size:1.25rem;line-height:1.3;margin-top:2rem;padding-top:1rem;border-top:1px solid var(--rule)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}caption{text-align:left;font-weight:600;padding-bottom:.5rem}
th,td{text-align:left;padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--rule);vertical-align:top;overflow-wrap:break-word}
thead th{color:var(--muted);font-weight:600}tbody th{font-weight:400;overflow-wrap:anywhere}.long{overflow-wrap:anywhere}
.scroll{overflow-x:auto}.scroll th,.scroll td{overflow-wrap:normal}.scroll thead th{white-space:nowrap}
summary{cursor:pointer;padding:.25rem 0;color:var(--mark);min-height:24px}
summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:.75rem 1rem;border:1px solid var(--rule);border-radius:4px;font:.88rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
li{margin-bottom:.6rem}@media print{@page{margin:16mm}body{margin:0;padding:0;max-width:none;font-size:11pt}section{break-inside:avoid}}`;

/** A whole page without scripts or anything from elsewhere. */
export const page = (locale: string, title: string, body: string): string => `<!doctype html>
<html lang="${escapeText(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeText(title)}</h1>
${body}
</main>
</body>
</html>
`;
