import { type ColourName, colourVariables } from '../../../core/charts/index.js';

/** Colours of letters, which have no charts. */
const COLOURS: readonly ColourName[] = ['surface', 'ink', 'muted', 'rule', 'mark'];

/**
 * Style sheet of letters: the colours of all pages, dark where the reader's screen asks for it and light on paper, with larger type and one
 * column, so that it reflows at 400 %.
 */
export const LETTER_STYLE = `:root{color-scheme:light dark;${colourVariables('light', COLOURS)}}
@media screen and (prefers-color-scheme:dark){:root{${colourVariables('dark', COLOURS)}}}
*{box-sizing:border-box}html{-webkit-text-size-adjust:100%}
body{font:1.1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans","DejaVu Sans",sans-serif;max-width:46rem;margin:2rem auto;padding:0 1.25rem;color:var(--t-ink);background:var(--t-surface)}
h1{font-size:1.55rem;line-height:1.3;padding-left:.9rem;border-left:.45rem solid var(--t-muted)}
h2{font-size:1.25rem;line-height:1.3;margin-top:2rem;padding-top:1rem;border-top:1px solid var(--t-rule)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}caption{text-align:left;font-weight:600;padding-bottom:.5rem}
th,td{text-align:left;padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--t-rule);vertical-align:top;overflow-wrap:break-word}
thead th{color:var(--t-muted);font-weight:600}tbody th{font-weight:400;overflow-wrap:anywhere}.long{overflow-wrap:anywhere}
.scroll{overflow-x:auto}.scroll th,.scroll td{overflow-wrap:normal}.scroll thead th{white-space:nowrap}
summary{cursor:pointer;padding:.25rem 0;color:var(--t-mark);min-height:24px}
summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--t-mark);outline-offset:2px}
pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:.75rem 1rem;border:1px solid var(--t-rule);border-radius:4px;font:.88rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
li{margin-bottom:.6rem}@media print{@page{margin:16mm}body{margin:0;padding:0;max-width:none;font-size:11pt}section{break-inside:avoid}}`;
