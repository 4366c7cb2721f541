// The policy of benches that watch one requirement by blocks of an hour.
export const PARITY_POLICY = `tribune: policy/v1
name: bench
version: 1.0.0
data:
  label: { column: truth, positive: ['1'], negative: ['0'] }
  prediction: { column: decided, positive: ['1'], negative: ['0'] }
  favourable: 1
  attributes: { sex: { reference: m } }
  minGroupSize: 20
monitor: { block: 1h, falseAlarmsPerDay: 0.1 }
requirements:
  - { id: parity, metric: selection_rate, by: [sex], compare: difference, max: 0.1, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: bench } }
`;
