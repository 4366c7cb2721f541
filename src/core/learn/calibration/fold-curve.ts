import type { GridTerm, NeutralDocument, NeutralTerm } from '../../models/index.js';
import type { IsotonicCurve } from './isotonic.js';
import type { PlattCurve } from './platt.js';

/**
 * The model whose log-odds are slope * score + intercept, where the score is what this one sums up: log-odds, or the chance of a mean of trees. A sum that is
 * multiplied stays a sum, so nothing is approximated and the model is explained as before, on log-odds.
 */
export function foldPlatt(document: NeutralDocument, { slope, intercept }: PlattCurve): NeutralDocument {
  const times = (x: number): number => slope * x;
  const moved = (x: number): number => slope * x + intercept;
  if (document.kind === 'linear')
    return {
      ...document,
      link: 'logit',
      coef: document.coef.map((row) => row.map(times)),
      intercept: document.intercept.map(moved),
    };
  if (document.kind === 'additive')
    return {
      ...document,
      link: 'logit',
      intercept: document.intercept.map(moved),
      terms: document.terms.map((term) => scaled(term, times)),
    };
  if (document.kind === 'network') {
    const scores = { weights: [[slope]], bias: [intercept], activation: 'identity' } as const;
    return { ...document, link: 'logit', layers: [...document.layers, scores] };
  }
  const { chances: _ofTrees, ...rest } = document;
  return {
    ...rest,
    link: 'logit',
    baseOffset: document.baseOffset.map(moved),
    trees: document.trees.map((tree) => ({ ...tree, value: tree.value.map(times) })),
  };
}

/** The model whose chances are the heights of the curve at what this one sums up. The sum stays as it is, and the curve is its link. */
export function foldIsotonic(document: NeutralDocument, { x, y }: IsotonicCurve): NeutralDocument {
  const curve = { x: Array.from(x), y: Array.from(y) };
  if (document.kind !== 'tree-ensemble') return { ...document, link: 'curve', curve };
  const { chances: _ofTrees, ...rest } = document;
  return { ...rest, link: 'curve', curve };
}

function scaled(term: NeutralTerm | GridTerm, times: (x: number) => number): NeutralTerm | GridTerm {
  if (term.shape === 'grid') return { ...term, values: term.values.map((row) => row.map(times)) };
  const missing = term.missing === undefined ? {} : { missing: times(term.missing) };
  if (term.shape === 'line') return { ...term, slope: times(term.slope), ...missing };
  const values = term.values.map(times);
  if (term.shape === 'steps') return { ...term, values, ...missing };
  return { ...term, values, unseen: times(term.unseen), ...missing };
}
