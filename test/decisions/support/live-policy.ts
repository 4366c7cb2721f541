/** A policy of decisions that are recorded by `record` of the test service: one requirement, two attributes. */
export const policyText = `tribune: policy/v1
name: live
version: 1.0.0
data:
  label: reoffended
  prediction: flagged
  score: risk
  favourable: 0
  attributes:
    race: { reference: Caucasian }
    sex: {}
requirements:
  - id: four-fifths
    metric: favourable_rate
    by: [race]
    compare: ratio
    reference: highest
    min: 0.8
    evidence: point
    smallGroups: report
    severity: block
    basis: { kind: guidance, source: "29 CFR 1607.4(D)" }
`;
