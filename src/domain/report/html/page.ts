import { encodeBase64, utf8 } from '../../../core/base/bytes.js';
import { sha256 } from '../../../core/base/sha256.js';
import { printSvg } from '../../../core/charts/index.js';
import { escapeText } from '../../../core/markup/index.js';
import type { Markup } from './markup.js';
import { STYLE } from './style.js';

/** No script, no request, no frame; the one style sheet is allowed by its digest. */
function securityPolicy(): string {
  const digest = encodeBase64(sha256(utf8(STYLE)));
  return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
}

/** A whole HTML5 document that needs nothing else: no script, no font, no picture from elsewhere. The same parts give the same bytes. */
export const htmlPage = (title: string, body: readonly Markup[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeText(securityPolicy()).replaceAll('&#39;', "'")}">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body.map((part) => printSvg(part, { colours: 'classes' })).join('\n')}
</body>
</html>
`;
