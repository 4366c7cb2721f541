import { counted } from '../../../core/base/counted.js';
import type { DataAuditResult, TestResult } from '../../../domain/data-audits/index.js';
import { onOneLine } from './error.js';
import type { Paint } from './paint.js';
import { count, wrap } from './verdict.js';

const MARK = { pass: '✓', fail: '✗', inconclusive: '?', not_applicable: '–' } as const;
const COLOUR = { pass: 'green', fail: 'red', inconclusive: 'yellow', not_applicable: 'dim' } as const;
const WORD = {
  pass: 'passed',
  fail: 'failed',
  inconclusive: 'inconclusive',
  not_applicable: 'not applicable',
} as const;
const INDENT = '    ';

/** The verdicts of a data audit for a terminal: a block for each test. */
export function dataAuditBlock(result: DataAuditResult, paint: Paint, columns: number): string {
  const { policy, data, tests } = result;
  const head = [
    paint('bold', `${onOneLine(policy.name)} ${onOneLine(policy.version)}`),
    counted(count(data.people), 'person'),
    counted(data.features.length, 'feature'),
  ].join(paint('dim', ' · '));
  return [
    head,
    ...leftOutLines(data, columns).map((line) => paint('dim', line)),
    '',
    ...tests.flatMap((test) => [...testLines(test, paint, columns), '']),
    tallyLine(result, paint),
    '',
  ].join('\n');
}

/** Most columns that are named as no features; data-audit.json has all. */
const MOST_NAMED = 20;

/** Columns that are no features, and why, so that nobody takes their silence for a pass. */
function leftOutLines({ leftOut }: DataAuditResult['data'], columns: number): string[] {
  if (leftOut.length === 0) return [];
  const named = leftOut.slice(0, MOST_NAMED).map(({ column, why }) => `${column} (${why})`);
  const more = leftOut.length > MOST_NAMED ? ` and ${leftOut.length - MOST_NAMED} more` : '';
  return wrap(onOneLine(`no features: ${named.join(', ')}${more}`), columns - 2);
}

function testLines(test: TestResult, paint: Paint, columns: number): string[] {
  const severity = test.severity === 'warn' ? paint('dim', ' (warns)') : '';
  const lines = (text: string): string[] =>
    wrap(onOneLine(text), columns - INDENT.length - 2).map((line) => `${INDENT}${line}`);
  return [
    `${paint(COLOUR[test.verdict], MARK[test.verdict])} ${paint('bold', test.test)}${severity}  ${test.title} ${paint('dim', `(${test.source.name})`)}`,
    ...lines(test.message),
    ...test.notes.flatMap((note) => lines(note).map((line) => paint('dim', line))),
    ...lines(`basis: ${test.basis.kind}, ${test.basis.source}`).map((line) => paint('dim', line)),
  ];
}

function tallyLine({ tests, verdict }: DataAuditResult, paint: Paint): string {
  const parts = (['pass', 'fail', 'inconclusive', 'not_applicable'] as const).flatMap((word) => {
    const n = tests.filter((test) => test.verdict === word).length;
    return n > 0 ? [paint(COLOUR[word], `${n} ${WORD[word]}`)] : [];
  });
  const blocks = tests.some(({ severity }) => severity === 'block');
  const last = blocks
    ? `verdict: ${verdict.replace('_', ' ')}`
    : 'nothing blocks: the policy names no test in dataAudit';
  return `${parts.join(', ')}   ${paint('bold', last)}`;
}
