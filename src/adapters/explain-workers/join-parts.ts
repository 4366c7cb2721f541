import type { Explanation } from '../../core/explain/index.js';

/** Joins the explanations of the parts of a batch, in order, into one of the whole. */
export function joinParts(parts: readonly Explanation[]): Explanation {
  const [first] = parts;
  if (first === undefined) throw new RangeError('no parts');
  const each = (pick: (part: Explanation) => Float64Array): Float64Array => concatenate(parts.map(pick));
  return {
    ...first,
    rows: parts.reduce((sum, part) => sum + part.rows, 0),
    prediction: each((part) => part.prediction),
    values: each((part) => part.values),
    additivityError: each((part) => part.additivityError),
    interactions: first.interactions === null ? null : each((part) => part.interactions!),
    standardErrors: first.standardErrors === null ? null : each((part) => part.standardErrors!),
    sampling:
      first.sampling === null
        ? null
        : {
            seed: first.sampling.seed,
            evaluations: parts.reduce((sum, part) => sum + part.sampling!.evaluations, 0),
            converged: parts.every((part) => part.sampling!.converged),
          },
    ...(first.integration === undefined ? {} : { integration: joinIntegrations(parts) }),
    ...(first.approximation === undefined ? {} : { approximation: joinApproximations(parts) }),
  };
}

/** Every part bounds what its own values may be off. */
const joinIntegrations = (parts: readonly Explanation[]): NonNullable<Explanation['integration']> => ({
  evaluations: parts.reduce((sum, { integration }) => sum + integration!.evaluations, 0),
  error: Math.max(...parts.map(({ integration }) => integration!.error)),
});

/** Parts behind the first rows compare none. */
function joinApproximations(parts: readonly Explanation[]): NonNullable<Explanation['approximation']> {
  const compared = parts.map(({ approximation }) => approximation!).filter(({ rows }) => rows > 0);
  const error = compared.length === 0 ? null : Math.max(...compared.map((one) => one.error!));
  return { error, rows: compared.reduce((sum, { rows }) => sum + rows, 0) };
}

function concatenate(lists: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    out.set(list, at);
    at += list.length;
  }
  return out;
}
