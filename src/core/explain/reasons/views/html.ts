const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML, in elements and in quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);

/** Digits of numbers that nobody computes with. */
const SHOWN_DIGITS = 4;

/** A value as people read it. */
export function shown(value: number | string | null | undefined, unit: string | null = null): string {
  if (value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value))) return 'not given';
  return unit === null ? String(value) : `${value} ${unit}`;
}

/** A computed number, rounded for a table. */
export const rounded = (value: number | null): string =>
  value === null ? 'not known' : String(Number(value.toPrecision(SHOWN_DIGITS)));

export const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

export const list = (items: readonly string[], tag: 'ul' | 'ol' = 'ul'): string =>
  `<${tag}>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</${tag}>`;

/** A section with its own heading, labelled for screen readers. */
export const section = (id: string, title: string, body: string): string =>
  `<section aria-labelledby="${id}">\n<h2 id="${id}">${escapeHtml(title)}</h2>\n${body}\n</section>`;

/** A table with a caption and header cells; the first cell of a row is its header. Cells are text. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('');
  const body = rows.map(([first = '', ...rest]) => {
    const cells = rest.map((text) => `<td>${escapeHtml(text)}</td>`).join('');
    return `<tr><th scope="row">${escapeHtml(first)}</th>${cells}</tr>`;
  });
  return `<table>\n<caption>${escapeHtml(caption)}</caption>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table>`;
}

/** Contrast 7:1 and more on white; one column, so that it reflows at 400 %; prints without backgrounds. */
const STYLE = `body{font:1.1rem/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:600;padding-bottom:.5rem}
th,td{text-align:left;padding:.4rem .6rem .4rem 0;border-bottom:1px solid #767676;vertical-align:top;overflow-wrap:anywhere}
li{margin-bottom:.6rem}@media print{body{margin:0;max-width:none}section{break-inside:avoid}}`;

/** A whole page without scripts or anything from elsewhere. */
export const page = (locale: string, title: string, body: string): string => `<!doctype html>
<html lang="${escapeHtml(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
