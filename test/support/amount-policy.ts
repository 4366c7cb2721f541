/** A requirement of a policy of amounts to be monitored: a mean of at least 0.8 of that of men, unless told otherwise. */
export const amountRequirement = (
  id = 'mean',
  what = 'metric: mean_amount, by: [sex], compare: ratio, min: 0.8, oneSided: true',
): string =>
  `  - { id: ${id}, ${what}, evidence: violation, severity: block, smallGroups: report, basis: { kind: ours, source: test } }\n`;

/** Text of a policy of amounts by sex, with a section `monitor`. */
export const amountPolicy = ({
  more = ', amounts: { to: 10000 }',
  block = '1h',
  requirements = amountRequirement(),
}: {
  /** Further words of the section. */
  readonly more?: string;
  readonly block?: string;
  readonly requirements?: string;
} = {}): string => `tribune: policy/v1
name: limits
version: "1"
data:
  outcome: { type: amount, column: limit, unit: USD, favourable: higher }
  attributes: { sex: { reference: m } }
  minGroupSize: 20
monitor: { block: ${block}, falseAlarmsPerDay: 0.1${more} }
requirements:
${requirements}`;
