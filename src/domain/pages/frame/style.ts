import { type ColourName, colourVariables } from '../../../core/charts/index.js';

/** Letters as the reader's system shows them: no font is loaded from elsewhere. */
export const FONT = 'system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans","DejaVu Sans",sans-serif';
/** Letters of equal width, for code and digests. */
export const MONOSPACE = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace';

/**
 * Rules that every document of its own begins with: the colours of all pages, light by default and on paper, dark where the reader's screen
 * asks for it; what is reached by keyboard has an outline, and what is touched is 24 pixels high (WCAG 2.2, 2.4.7 and 2.5.8).
 *
 * @param colours what the document paints with; default all
 */
export const baseStyle = (
  colours?: readonly ColourName[],
): string => `:root{color-scheme:light dark;${colourVariables('light', colours)}}
@media screen and (prefers-color-scheme:dark){:root{${colourVariables('dark', colours)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{background:var(--t-surface);color:var(--t-ink)}
a{color:var(--t-mark)}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--t-mark);outline-offset:2px}
summary{cursor:pointer;padding:.25rem 0;color:var(--t-mark);min-height:24px}
pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:.75rem 1rem;border:1px solid var(--t-rule);border-radius:4px}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600}
th,td{text-align:left;vertical-align:top;border-bottom:1px solid var(--t-rule)}
thead th{color:var(--t-muted)}
tbody th{font-weight:400}
.scroll{overflow-x:auto}`;
