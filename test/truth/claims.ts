import { verdictBlock } from '../../src/apps/cli/terminal/verdict.js';
import { explainRequirement } from '../../src/core/policy/index.js';
import type { RequirementResult } from '../../src/core/policy/sections/result-types.js';
import type { AuditResult } from '../../src/domain/audits/index.js';
import { renderHtml, renderJUnit, renderMarkdown, renderSarif } from '../../src/domain/documents/index.js';

/** Text of markup: entities, Markdown escapes and the true minus sign undone. */
export const plainText = (markup: string): string =>
  markup
    .replaceAll(/<svg[\s\S]*?<\/svg>/g, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\\([\\`*_[\]|~$])/g, '$1')
    .replaceAll('\u2060', '')
    .replaceAll('\u2212', '-')
    .replaceAll(/\s+/g, ' ');

/** Text that is no markup. */
const line = (text: string): string => text.replaceAll('\u2212', '-').replaceAll(/\s+/g, ' ');

export interface Rendered {
  readonly html: string;
  readonly markdown: string;
  readonly junit: string;
  readonly sarif: readonly { readonly ruleId: string; readonly message: { readonly text: string } }[];
  readonly terminal: string;
}

export const rendered = (result: AuditResult): Rendered => ({
  html: renderHtml(result),
  markdown: renderMarkdown(result),
  junit: renderJUnit(result),
  sarif: JSON.parse(renderSarif(result)).runs[0].results,
  terminal: verdictBlock(result, (_, text) => text, { columns: 10_000, auditPath: null }),
});

/** What every renderer says about one requirement. */
export function piecesOf(
  { html, markdown, junit, sarif, terminal }: Rendered,
  r: RequirementResult,
  index: number,
): Record<string, string> {
  const part = (text: string, begin: string, end: string): string => {
    const from = text.indexOf(begin);
    const to = text.indexOf(end, from + begin.length);
    return from < 0 ? '' : text.slice(from, to < 0 ? undefined : to);
  };
  const alert = sarif.find((one) => one.ruleId === r.id);
  return {
    'HTML section': plainText(part(html, `<h3 id="requirement-${index + 1}"`, '</section>')),
    'HTML table': plainText(part(html, `<a href="#requirement-${index + 1}"`, '</tr>')),
    // The lines of the bound are named in the chart itself.
    'HTML chart': [...part(html, `<h3 id="requirement-${index + 1}"`, '</section>').matchAll(/>bound: ([^<]+)</g)]
      .map((m) => `chart bound: ${plainText(m[1]!)}.`)
      .join(' '),
    Markdown: plainText(part(markdown, `**${r.id}**`, '\n')),
    'Markdown sentence': plainText(part(markdown, `- **${r.id}**:`, '\n')),
    JUnit: plainText(part(junit, `name="${r.id}: `, '</testcase>').replace(/message="([^"]*)"/, '> $1 <i')),
    SARIF: alert === undefined ? '' : line(alert.message.text),
    console: line(part(terminal, ` ${r.id}`, '\n\n')),
    why: line(explainRequirement(r).join(' ')),
  };
}

const SLACK = 1e-9;

const ends = (r: RequirementResult): { lower: number; upper: number } => ({
  lower: r.allowed?.lower ?? Number.NEGATIVE_INFINITY,
  upper: r.allowed?.upper ?? Number.POSITIVE_INFINITY,
});
type Interval = { readonly lower: number | null; readonly upper: number | null } | null;

/** Wholly on one side of what is allowed. An end that the data set no limit to is null. */
export function liesBeyond(interval: Interval, r: RequirementResult): boolean {
  const { lower, upper } = ends(r);
  if (interval === null) return false;
  return (interval.upper !== null && interval.upper < lower) || (interval.lower !== null && interval.lower > upper);
}

export function liesWithin(interval: Interval, r: RequirementResult): boolean {
  const { lower, upper } = ends(r);
  if (interval === null) return false;
  const low = interval.lower ?? Number.NEGATIVE_INFINITY;
  const high = interval.upper ?? Number.POSITIVE_INFINITY;
  return low >= lower - SLACK && high <= upper + SLACK;
}

/** A number as printed, with its unit: percentage points are hundredths. */
const printedValue = (text: string): number => {
  const number = Number(/[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?/.exec(text)![0]);
  return / ?pp$|percentage points$/.test(text.trim()) ? number / 100 : number;
};

/** Half a unit of the last printed digit, and what binary fractions add. */
const roundingOf = (text: string): number => {
  const digits = /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  return 0.5 * 10 ** -digits * (/pp|percentage/.test(text) ? 0.01 : 1) + 1e-5;
};

const near = (text: string, value: number | null): boolean =>
  value !== null && Math.abs(printedValue(text) - value) <= roundingOf(text);

/** Whether a value keeps a bound as it is printed; `slack` is what printing may hide. */
function keeps(value: number, bound: string): boolean {
  const parts = bound.split(' and ');
  return parts.every((part) => {
    const limit = printedValue(part.replace('±', ''));
    if (part.includes('±')) return Math.abs(value) <= limit + 1e-5;
    return /at least|≥/.test(part) ? value >= limit - 1e-6 : value <= limit + 1e-5;
  });
}

export interface Claim {
  readonly name: string;
  /** Found anywhere in a piece; every find is held against the result. */
  readonly says: RegExp;
  readonly holds: (r: RequirementResult, match: RegExpMatchArray, result: AuditResult) => boolean;
}

const BOUND = String.raw`((?:within ±|at least |at most )[\d.e-]+(?: pp)?(?: and at most [\d.e-]+(?: pp)?)?)`;
const byNumbers = ({ reason }: RequirementResult) => reason === 'estimate-beyond' || reason === 'interval-beyond';

/** The bound printed beside an estimate is one that the estimate breaks, where numbers failed it; and keeps, where estimates passed it. */
const boundHolds = (r: RequirementResult, bound: string): boolean => {
  if (r.estimate === null) return true;
  if (r.verdict === 'fail' && byNumbers(r)) return !keeps(r.estimate, bound);
  return r.verdict !== 'pass' || keeps(r.estimate, bound);
};

export const CLAIMS: readonly Claim[] = [
  { name: 'asked', says: new RegExp(`asked:? ${BOUND}`, 'g'), holds: (r, m) => boundHolds(r, m[1]!) },
  {
    name: 'the policy asks for',
    says: new RegExp(`the policy asks for (?:a difference )?${BOUND}`, 'g'),
    holds: (r, m) => boundHolds(r, m[1]!),
  },
  { name: 'Bound', says: new RegExp(`Bound ${BOUND}`, 'g'), holds: (r, m) => boundHolds(r, m[1]!) },
  {
    name: 'a row of a table',
    says: new RegExp(`(?:\\] (?:pp )?|[\\d%p] )\\|? ?${BOUND} (?:\\||$)`, 'g'),
    holds: (r, m) => boundHolds(r, m[1]!),
  },
  {
    name: 'console bound',
    says: /(?:\]|%|interval\]) ((?:≥|≤|within ±) ?[\d.e-]+(?: and ≤ [\d.e-]+)?)/g,
    holds: (r, m) => boundHolds(r, m[1]!),
  },
  {
    name: 'console interval and level',
    says: /^ *r\d+ .*? ([-\d.]+) \[([-\d.]+|no lower end), ([-\d.]+|no upper end)\](?: at ([\d.]+) %)? [≥≤w]/g,
    holds: (r, m) => {
      const shown = m[4] === undefined ? r : r.simultaneous!;
      const end = (text: string, value: number | null) => (value === null ? text.startsWith('no ') : near(text, value));
      const level = m[4] === undefined || Math.abs(Number(m[4]) / 100 - shown.level) < 6e-5;
      return near(m[1]!, r.estimate) && end(m[2]!, shown.lower) && end(m[3]!, shown.upper) && level;
    },
  },
  {
    name: 'of every 100',
    says: /Of every 100 .*? in the group .*?, (\d+\.\d) .*?; in the group .*? it was (\d+\.\d)\./g,
    holds: (r, m) => {
      const [one, other] = [Number(m[1]), Number(m[2])];
      return Math.abs(one - r.groupValue! * 100) <= 0.051 && Math.abs(other - r.referenceValue! * 100) <= 0.051;
    },
  },
  {
    name: 'times the second',
    says: /The first is ([\d.]+) times the second/g,
    holds: (r, m) => near(m[1]!, r.estimate) && near(m[1]!, r.groupValue! / r.referenceValue!),
  },
  {
    name: 'the difference is',
    says: /The difference is ([+-]?[\d.]+ percentage points)/g,
    holds: (r, m) => near(m[1]!, r.estimate) && near(m[1]!, r.groupValue! - r.referenceValue!),
  },
  {
    name: 'consistent with',
    says: /consistent with \[([^,\]]+), ([^\]]+)\](?: pp)?, ([\d.]+) % interval/g,
    holds: (r, m) => Math.abs(Number(m[3]) / 100 - r.level) < 1e-9 && r.lower !== null,
  },
  {
    name: 'corrected, it is',
    says: /Corrected, it is \[[^\]]+\](?: pp)? at ([\d.]+) %/g,
    holds: (r, m) =>
      Math.abs(Number(m[1]) / 100 - r.simultaneous!.level) < 6e-5 &&
      r.simultaneous!.level > r.level &&
      Number(m[1]) < 100,
  },
  {
    name: 'beyond with its whole margin',
    says: /lies beyond the bound with its whole margin of error|still lies wholly beyond the bound/g,
    holds: (r) => liesBeyond(r.simultaneous, r) && r.verdict === 'fail',
  },
  {
    name: 'the broken end in plain words',
    says: /(?:still |,) ?lies wholly beyond the bound: (at (?:least|most)) (-?\d+(?:\.\d+)?)/g,
    holds: (r, m) =>
      m[1] === 'at most' ? r.simultaneous!.lower! > Number(m[2]) - 1e-3 : r.simultaneous!.upper! < Number(m[2]) + 1e-3,
  },
  {
    name: 'within with its whole margin',
    says: /Every comparison that was judged lies within the bound with its whole margin/g,
    holds: (r) => liesWithin(r, r),
  },
  {
    name: 'reaches across',
    says: /(?:The margin of error|The interval) reaches across the bound/g,
    holds: (r) => !liesBeyond(r, r) && !liesWithin(r, r),
  },
  {
    name: 'by itself beyond',
    says: /By itself the (?:margin of error|interval) lies beyond the bound/g,
    holds: (r) => liesBeyond(r, r) && !liesBeyond(r.simultaneous, r),
  },
  {
    name: 'beyond, but not by the exact count',
    says: /The (?:margin of error|interval) lies beyond the bound, but/g,
    holds: (r) => liesBeyond(r, r) && liesBeyond(r.simultaneous, r) && r.reason !== 'interval-beyond',
  },
  {
    name: 'the measured value',
    says: /The measured value lies beyond the bound/g,
    holds: (r) => !liesWithin({ lower: r.estimate, upper: r.estimate }, r),
  },
  {
    name: 'too few',
    says: /Too few people to judge alone: ([^.]*)\./g,
    holds: (r, m) => {
      const names = m[1]!.split('; ');
      const decided = r.exact === undefined ? [] : [r.exact.group, ...r.exact.members].map((key) => key.g);
      return names.every(
        (name) => r.insufficientGroups.some((key) => (key.g ?? 'unknown') === name) && !decided.includes(name),
      );
    },
  },
  {
    name: 'waived',
    says: /Waived by me until (\d{4}-\d\d-\d\d)/g,
    holds: (r, m) => r.waived?.until === m[1] && m[1]! >= '2026-11-22',
  },
  {
    name: 'expired',
    says: /the waiver that covered it has expired/g,
    holds: (r) => r.verdict === 'fail' && r.waived === null,
  },
  {
    name: 'a line of the chart',
    says: /chart bound: (at least|at most) (\d+(?:\.\d+)?)( pp)?/g,
    holds: (r, m) => {
      const limit = printedValue(`${m[2]}${m[3] ?? ''}`);
      const { lower, upper } = ends(r);
      const allowed = m[3] === undefined ? (m[1] === 'at least' ? lower : upper) : Math.min(-lower, upper);
      return Math.abs(allowed - limit) < 1e-5 || Math.abs(upper - limit) < 1e-5;
    },
  },
  {
    name: 'the verdict word',
    says: /(Passed|Failed|Not enough evidence|Does not apply)(?=[ ,:])/g,
    holds: (r, m) =>
      ({ pass: 'Passed', fail: 'Failed', inconclusive: 'Not enough evidence', not_applicable: 'Does not apply' })[
        r.verdict
      ] === m[1],
  },
];
