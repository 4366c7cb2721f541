import { escapeText } from '../../../core/markup/index.js';

/** Outcomes of a build server. */
export type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

export interface BuildCase {
  readonly name: string;
  readonly outcome: Outcome;
  readonly type: string;
  readonly message: string;
  readonly text: string;
}

export interface BuildSuite {
  /** What made it, such as `tribune audit`. */
  readonly tool: string;
  readonly name: string;
  /** The class of every case. */
  readonly className: string;
  readonly properties: readonly (readonly [name: string, value: string])[];
  readonly cases: readonly BuildCase[];
}

/**
 * Prints a suite as JUnit XML. `time` is 0, so that a report has the same bytes every time.
 *
 * @returns XML 1.0 text, UTF-8
 */
export function printJUnit({ tool, name, className, properties, cases }: BuildSuite): string {
  const count = (outcome: Outcome) => cases.filter((each) => each.outcome === outcome).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    // The schema of Jenkins (junit-10.xsd) refuses `skipped` on the outer element.
    `<testsuites name="${escapeText(tool)}" ${counts} time="0">`,
    `  <testsuite name="${escapeText(name)}" ${counts} skipped="${count('skipped')}" time="0">`,
    '    <properties>',
    ...properties.map(([key, value]) => `      <property name="${key}" value="${escapeText(value)}"/>`),
    '    </properties>',
    ...cases.map((each) => printCase(className, each)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function printCase(suite: string, each: BuildCase): string {
  const open = `    <testcase classname="${escapeText(suite)}" name="${escapeText(each.name)}" time="0"`;
  const lines = each.text.split('\n').map(escapeText).join('\n');
  if (each.outcome === 'passed') return `${open}>\n      <system-out>${lines}</system-out>\n    </testcase>`;
  const message = `message="${escapeText(each.message)}"`;
  if (each.outcome === 'skipped') return `${open}>\n      <skipped ${message}/>\n    </testcase>`;
  const type = `type="${escapeText(each.type)}"`;
  return `${open}>\n      <${each.outcome} ${message} ${type}>${lines}</${each.outcome}>\n    </testcase>`;
}
