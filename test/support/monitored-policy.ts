/** A requirement of a policy to be monitored: a gap of selection rates of at most 0.05 between women and men, unless told otherwise. */
export const monitoredRequirement = (
  id = 'gap',
  what = 'metric: selection_rate, by: [sex], compare: difference, max: 0.05',
): string =>
  `  - { id: ${id}, ${what}, evidence: violation, severity: block, smallGroups: report, basis: { kind: ours, source: test } }\n`;

/** Text of a policy of yes and no by sex, with a section `monitor`. */
export const monitoredPolicy = ({
  block = '1h',
  more = '',
  requirements = monitoredRequirement(),
}: {
  readonly block?: string;
  /** Further words of the section. */
  readonly more?: string;
  readonly requirements?: string;
} = {}): string => `tribune: policy/v1
name: loans
version: "1"
data:
  label: { column: y, positive: ['1'], negative: ['0'] }
  prediction: { column: p, positive: ['1'], negative: ['0'] }
  favourable: 1
  attributes: { sex: { reference: m } }
  minGroupSize: 20
monitor: { block: ${block}, falseAlarmsPerDay: 0.1${more} }
requirements:
${requirements}`;
