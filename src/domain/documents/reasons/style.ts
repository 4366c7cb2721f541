import type { ColourName } from '../../../core/charts/index.js';
import { baseStyle, FONT, MONOSPACE } from '../../pages/frame/index.js';

/** Colours of letters, which have no charts. */
const COLOURS: readonly ColourName[] = ['surface', 'ink', 'muted', 'rule', 'mark'];

/**
 * Style sheet of letters: the colours of all pages, dark where the reader's screen asks for it and light on paper, with larger type and one
 * column, so that it reflows at 400 %.
 */
export const LETTER_STYLE = `${baseStyle(COLOURS)}
body{font:1.1rem/1.6 ${FONT};max-width:46rem;margin:2rem auto;padding:0 1.25rem}
h1{font-size:1.55rem;line-height:1.3;padding-left:.9rem;border-left:.45rem solid var(--t-muted)}
h2{font-size:1.25rem;line-height:1.3;margin-top:2rem;padding-top:1rem;border-top:1px solid var(--t-rule)}
table{width:100%}caption{padding-bottom:.5rem}
th,td{padding:.4rem .6rem .4rem 0;overflow-wrap:break-word}
thead th{font-weight:600}tbody th{overflow-wrap:anywhere}.long{overflow-wrap:anywhere}
.scroll th,.scroll td{overflow-wrap:normal}.scroll thead th{white-space:nowrap}
pre{font:.88rem/1.5 ${MONOSPACE}}
li{margin-bottom:.6rem}@media print{@page{margin:16mm}body{margin:0;padding:0;max-width:none;font-size:11pt}section{break-inside:avoid}}`;
