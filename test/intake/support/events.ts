/** Events as the logger of KServe 0.15 sends them: binary mode, the body as it was. */
export function ceHeaders(part: 'request' | 'response', id: string, more: Record<string, string> = {}) {
  return {
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-id': id,
    'ce-type': `org.kubeflow.serving.inference.${part}`,
    'ce-source': 'http://localhost:9081/',
    'ce-time': part === 'request' ? '2026-11-22T09:59:59.900Z' : '2026-11-22T10:00:00.000Z',
    'ce-inferenceservicename': 'compas',
    'ce-namespace': 'justice',
    'ce-component': 'predictor',
    'ce-endpoint': 'default',
    ...more,
  };
}

export const MAPPING = {
  deployment: 'compas/prod',
  kserve: { service: 'compas', namespace: 'justice' },
  subject: 'input:case',
  score: 'output:score',
  outcome: { atLeast: 'cutoff' },
  cutoff: 0.5,
  attributes: { race: 'input:race' },
};

export const v1Request = {
  instances: [
    { case: 'c-1', age: 31, race: 'a' },
    { case: 'c-2', age: 55, race: 'b' },
  ],
};
export const v1Response = { predictions: [{ score: 0.7 }, { score: 0.2 }] };

export const v2Request = {
  id: 'r1',
  parameters: { desk: 7 },
  inputs: [
    { name: 'case', shape: [2], datatype: 'BYTES', data: ['c-1', 'c-2'] },
    { name: 'x', shape: [2, 3], datatype: 'FP32', data: [31, 2, 1, 55, 0, 0] },
  ],
};
export const v2Response = {
  model_name: 'compas',
  model_version: '3',
  outputs: [{ name: 'p', shape: [2, 2], datatype: 'FP64', data: [0.3, 0.7, 0.8, 0.2] }],
};
