import { chartClassRules } from '../../../core/charts/index.js';
import { baseStyle, FONT, MONOSPACE } from '../frame/index.js';
import { stackedRules } from './stacked.js';

/** Layout with a reading width for text; tables and charts may be wider. */
const LAYOUT = `
body{margin:0;font:16px/1.55 ${FONT}}
.skip{position:absolute;left:-999em;top:0;padding:.5em 1em;background:var(--t-surface)}
.skip:focus{left:0;z-index:1}
header,main,footer,nav{max-width:62rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
footer{padding-top:1rem;padding-bottom:3rem;color:var(--t-muted);border-top:1px solid var(--t-rule);}
main{padding-bottom:3rem}
h1{font-size:1.05rem;font-weight:600;color:var(--t-muted);margin:0 0 .5rem}
h2{font-size:1.4rem;line-height:1.25;margin:3rem 0 .75rem;padding-top:1rem;border-top:1px solid var(--t-rule)}
h3{font-size:1.1rem;margin:0 0 .5rem}
h4{font-size:1rem;margin:1.5rem 0 .25rem}
p,dd,li,figcaption{overflow-wrap:anywhere}
p,ul{max-width:46rem}
.verdict{font-size:1.55rem;line-height:1.3;font-weight:650;margin:0 0 1rem;padding-left:.9rem;border-left:.45rem solid var(--t-muted);max-width:none}
.verdict.fail,.requirement.fail{border-left-color:var(--t-breach)}
.verdict.pass,.requirement.pass{border-left-color:var(--t-good)}
.note{color:var(--t-muted)}
.warning{padding:.5rem .9rem;border-left:.3rem solid var(--t-breach);font-weight:600}
.glyph{display:inline-block;min-width:1.2em;font-weight:700}
.fail>.glyph,.fail>h3>.glyph,td.fail{color:var(--t-breach)}
.pass>.glyph,.pass>h3>.glyph,td.pass{color:var(--t-good)}
.requirement{border-left:.3rem solid var(--t-muted);padding:.1rem 0 .1rem 1.1rem;margin:2rem 0}
nav ul{display:flex;flex-wrap:wrap;gap:.15rem 1.25rem;padding:0;margin:1rem 0 0;list-style:none;max-width:none}
nav a{display:inline-block;padding:.2rem 0;min-height:24px}
dl.facts{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.2rem 1.25rem;margin:.75rem 0}
dl.facts dt{color:var(--t-muted)}
dl.facts dd,dl.words dd{margin:0}
dl.words dt{font-weight:650;margin-top:1rem}
code{font:.88em ${MONOSPACE};overflow-wrap:anywhere}
figure{margin:1.5rem 0}
figcaption{font-weight:600;margin-bottom:.5rem;max-width:46rem}
.chart svg{display:block;max-width:100%;height:auto}
.scroll{max-width:100%}
.scroll svg{max-width:none}
.panels{display:flex;flex-wrap:wrap;gap:.5rem 1rem}
.narrow{display:none!important}
details{margin:.5rem 0}
table{margin-bottom:1rem;font-size:.9rem;line-height:1.4}
caption{padding:.25rem 0 .5rem;position:sticky;left:0;max-width:min(46rem,calc(100vw - 4rem))}
th,td{padding:.35rem .75rem .35rem 0}
thead th{font-weight:600}
tbody th{min-width:8em}
.few{color:var(--t-muted)}
th,td{overflow-wrap:break-word}
thead th{vertical-align:bottom}
`;

const NARROW = `
@media screen and (max-width:44rem){
.wide{display:none!important}.narrow{display:block!important}
.verdict{font-size:1.25rem}
header,main,footer,nav{padding-left:1rem;padding-right:1rem}
.requirement{padding-left:.8rem}
dl.facts{grid-template-columns:1fr;gap:0}dl.facts dd{margin-bottom:.5rem}
${stackedRules()}}`;

const PRINT = `
@media print{
@page{margin:14mm}
body{font-size:9.5pt;line-height:1.4}
nav,.skip{display:none}
header,main,footer{max-width:none;padding:0}
p,ul,figcaption,caption{max-width:none}
h2{margin:1.5rem 0 .5rem;padding-top:.6rem}
.requirement{margin:1rem 0}
figure{margin:.75rem 0}
h2,h3,h4,caption,summary,figcaption,h2+p{break-after:avoid}
tbody tr:first-child{break-before:avoid}
h2,h3,h4,caption,summary,figcaption,dd,tr,.chart,figure svg,.warning{break-inside:avoid}
dl.facts{gap:.05rem 1.25rem;margin:.5rem 0}
.scroll{overflow:visible}.scroll svg{max-width:100%;height:auto}
.panels{display:block}.panels svg{display:inline-block;width:32%;height:auto}
figure svg{max-height:225mm}
table{font-size:7.5pt;line-height:1.25;max-width:100%;margin-bottom:.5rem}.n10 td{white-space:normal!important}tbody th{min-width:0}th,td{padding:.12rem .4rem .12rem 0;overflow-wrap:break-word}
details::details-content{content-visibility:visible;display:block;block-size:auto;opacity:1}
summary{list-style:none;color:inherit;font-weight:600}
}`;

/** Most columns of a table: seven of counts and one per share of the glossary. */
const MOST_COLUMNS = 24;

/** Rules for columns of numbers. A table names these columns (`n2 n3`), so that no cell needs a class. */
const numericCells = (cell: string): string =>
  Array.from({ length: MOST_COLUMNS - 1 }, (_, index) => `.n${index + 2} ${cell}:nth-child(${index + 2})`).join(',');

const NUMERIC = `${numericCells('tr>')}{text-align:right}${numericCells('td')}{white-space:nowrap}`;

/** The whole style sheet: light by default and on paper, dark where the reader's screen asks for it. */
export const STYLE = [baseStyle(), LAYOUT, chartClassRules(), NUMERIC, NARROW, PRINT].join('\n');
