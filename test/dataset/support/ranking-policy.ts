/** Decisions that are lists, of which the first place and the first three are counted. */
export const RANKING = '{ type: ranking, list: q, position: rank, relevance: rel, k: [1, 3] }';

/** A requirement as it stands in a policy, with what a test says of it. */
export const asked = (changes: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    id: 'r',
    metric: 'exposure',
    by: ['sex'],
    evidence: 'violation',
    smallGroups: 'report',
    severity: 'block',
    basis: { kind: 'ours', source: 'example' },
    ...changes,
  });

/** A policy of rankings. */
export const policyText = (outcome: string, requirements: readonly string[], data: readonly string[] = []): string =>
  [
    'tribune: policy/v1',
    'name: lists',
    'version: "1"',
    'data:',
    `  outcome: ${outcome}`,
    ...data.map((line) => `  ${line}`),
    '  attributes: { sex: {} }',
    'requirements:',
    ...requirements.map((requirement) => `  - ${requirement}`),
    '',
  ].join('\n');
