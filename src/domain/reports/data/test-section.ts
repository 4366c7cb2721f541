import {
  decimalsIn,
  type ForestRow,
  forestChart,
  formatCount,
  formatInterval,
  formatValue,
  type ValueUnit,
} from '../../../core/charts/index.js';
import type { Finding } from '../../../core/fairness/sources/index.js';
import type { TestResult } from '../../data-audits/index.js';
import type { PageSection } from '../../pages/frame/index.js';
import { facts, figure, groupName, h, type Markup, p, responsive, type TableSpec } from '../../pages/parts/index.js';
import { groupLabel, VERDICT_WORDS } from '../../wording/index.js';

/** Most comparisons in a chart and in its table, the gravest first; data-audit.json has all of them. */
const MOST_DRAWN = 24;
const MOST_ROWS = 100;

/** The part of the page about one test. */
export function testSection(test: TestResult, index: number): PageSection {
  const { source, basis, verdict } = test;
  return {
    id: `test-${test.test}`,
    title: test.title,
    content: [
      h(
        'div',
        { class: `requirement ${verdict}` },
        h(
          'h3',
          {},
          h('span', { class: 'glyph', 'aria-hidden': 'true' }, VERDICT_WORDS[verdict].glyph),
          ` ${VERDICT_WORDS[verdict].word}${test.severity === 'warn' ? ' (warns only)' : ''}`,
        ),
        p(test.message),
        ...test.notes.map((note) => h('p', { class: 'note' }, note)),
        facts([
          ['Source of bias', `${source.name}: ${source.meaning}`],
          ['Also called', source.alsoCalled.join(', ')],
          ['Basis of the bound', `${basis.kind}, ${basis.source}`],
        ]),
      ),
      ...(test.findings.some(({ estimate }) => estimate !== null) ? [chartOf(test, index)] : []),
    ],
  };
}

const GRAVITY = { fail: 0, inconclusive: 1, pass: 2 } as const;

/** The value of no difference, where the measure has one. */
function neutralOf({ neutral, unit }: TestResult['measure']): number | null {
  if (neutral !== undefined) return neutral;
  return unit === 'ratio' ? 1 : unit === 'share' ? null : 0;
}

/** Findings by gravity; within one, those with the largest distance from no difference first. */
function ordered({ findings, measure }: TestResult): Finding[] {
  const neutral = neutralOf(measure) ?? 0;
  const distance = ({ estimate }: Finding): number => (estimate === null ? -1 : Math.abs(estimate - neutral));
  return [...findings].sort((a, b) => GRAVITY[a.verdict] - GRAVITY[b.verdict] || distance(b) - distance(a));
}

const unitOf = ({ measure }: TestResult): ValueUnit => (measure.unit === 'ratio' ? 'number' : measure.unit);

function chartOf(test: TestResult, index: number): Markup {
  const all = ordered(test);
  const drawn = all.filter(({ estimate }) => estimate !== null).slice(0, MOST_DRAWN);
  const unit = unitOf(test);
  const bounds = boundsOf(test).map((value) => ({ value, label: 'bound' }));
  const neutral = neutralOf(test.measure);
  const left = all.length - drawn.length;
  return figure({
    caption: `${test.measure.name.replace(/^./, (letter) => letter.toUpperCase())}${left > 0 ? `, the ${drawn.length} gravest of ${all.length} comparisons` : ''}`,
    drawing: responsive(`data-${index + 1}`, (variant) =>
      forestChart({
        ...variant,
        title: test.title,
        description: `${test.measure.name} with intervals. The numbers are in the table below.`,
        axisLabel: test.measure.name,
        unit,
        valueHead: 'estimate [interval]',
        markWords: { ok: 'comparison' },
        ...(test.measure.unit === 'ratio' && drawn.every(isPositive) ? { scale: 'log' as const } : {}),
        sections: sectionsOf(drawn).map(([heading, findings]) => ({
          heading,
          rows: findings.map((finding) => rowOf(finding)),
          reference: neutral === null ? null : { value: neutral, label: 'no difference' },
          bounds,
        })),
      }),
    ),
    table: tableOf(test, all.slice(0, MOST_ROWS), all.length),
  });
}

const boundsOf = ({ allowed: { min, max } }: TestResult): number[] => [min, max].filter((value) => value !== undefined);

const isPositive = ({ estimate, lower }: Finding): boolean => (estimate ?? 0) > 0 && (lower ?? 0) > 0;

/** Findings by the attributes of their groups, in the order of the gravest of each. */
function sectionsOf(findings: readonly Finding[]): [string, Finding[]][] {
  const sections = new Map<string, Finding[]>();
  for (const finding of findings) {
    const heading = Object.keys(finding.group).join(' x ') || 'everyone';
    sections.set(heading, [...(sections.get(heading) ?? []), finding]);
  }
  return [...sections];
}

const labelOf = ({ subject, group }: Finding): string => {
  const label = Object.keys(group).length === 0 ? '' : groupLabel(group);
  return [subject, label].filter((part) => part !== null && part !== '').join(': ');
};

const rowOf = (finding: Finding): ForestRow => ({
  label: labelOf(finding),
  estimate: finding.estimate,
  lower: finding.lower,
  upper: finding.upper,
  n: finding.n,
  status: finding.status,
  role: finding.verdict === 'fail' ? 'breach' : null,
});

function tableOf(test: TestResult, findings: readonly Finding[], all: number): TableSpec {
  const unit = unitOf(test);
  const decimals = decimalsIn(
    unit,
    findings.flatMap(({ estimate, lower, upper }) => [estimate, lower, upper]),
    boundsOf(test),
  );
  const isStated = findings.every(({ reference }) => reference === null);
  const subjects = findings.some(({ subject }) => subject !== null);
  const facts = [...new Set(findings.flatMap(({ facts: own = {} }) => Object.keys(own)))];
  return {
    caption: `${test.title}: ${findings.length < all ? `the ${findings.length} gravest of ${all} comparisons` : 'all comparisons'}`,
    columns: [
      { head: 'Group' },
      ...(subjects ? [{ head: 'Column' }] : []),
      ...(isStated ? [] : [{ head: 'Against' }]),
      { head: 'Estimate', numeric: true },
      { head: 'Interval', numeric: true },
      { head: 'n', numeric: true },
      ...facts.map((name) => ({ head: wordsOf(name), numeric: true })),
      { head: 'Verdict' },
    ],
    rows: findings.map((finding) => ({
      few: finding.status !== 'ok',
      cells: [
        Object.keys(finding.group).length === 0 ? 'everyone' : groupName(finding.group),
        ...(subjects ? [finding.subject ?? ''] : []),
        ...(isStated ? [] : [finding.reference === null ? 'the stated figure' : groupName(finding.reference)]),
        formatValue(finding.estimate, unit, decimals),
        formatInterval(finding.lower, finding.upper, unit, decimals),
        formatCount(finding.n),
        ...facts.map((name) => factText(finding.facts?.[name] ?? null)),
        finding.status === 'insufficient'
          ? 'too few people'
          : finding.status === 'undefined'
            ? (finding.reason ?? 'undefined')
            : VERDICT_WORDS[finding.verdict].word,
      ],
    })),
  };
}

/** The name of a fact in words: `missingToShare` is `missing to share`. */
const wordsOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const factText = (value: number | string | null): string =>
  typeof value === 'number'
    ? Number.isInteger(value)
      ? formatCount(value)
      : String(Number(value.toPrecision(4)))
    : (value ?? '');
