import { expect, it } from 'vitest';
import { checkPolicy } from '../../../../core/policy/index.js';
import { lawAdvice } from './law-advice.js';

const POLICY = `tribune: policy/v1
name: loans
version: 1.0.0
law:
  domain: credit
  places: [US]
  attributes: { sex: g }
  leftOut: { religion: never asked for }
data:
  label: y
  prediction: p
  favourable: 1
  attributes: { g: {}, race: {} }
requirements:
  - id: parity
    metric: selection_rate
    by: [g]
    compare: ratio
    min: 0.8
    evidence: violation
    smallGroups: inconclusive
    severity: block
    basis: { kind: practice, source: four fifths }
`;

it('a policy is told what law of its place leaves to do, at the line that it is about', () => {
  const { lines } = lawAdvice(POLICY, 'p.yaml', { domain: undefined, places: [] })!;
  const bounds = lines.filter(({ message }) => message.startsWith('no requirement'));
  // The rate of a 1 is the favourable one here, so that sex has its bound and race has none.
  expect(bounds).toMatchObject([{ line: 14, severity: 'advice', message: expect.stringContaining('by race') }]);
  expect(lines).toContainEqual(expect.objectContaining({ line: 13, severity: 'note' }));
  expect(lines.some(({ message }) => message.includes('protects religion'))).toBe(false);
  // What the command says stands before what the policy says.
  const other = lawAdvice(POLICY, 'p.yaml', { domain: 'housing', places: ['US'] })!;
  expect(other.lines.some(({ message }) => message.includes('protects disability'))).toBe(true);
});

it('a policy that says no place is told nothing, and one that names no attribute of its own is refused', () => {
  const none = POLICY.replace(/law:\n( {2}.*\n){4}/, '');
  expect(lawAdvice(none, 'p.yaml', { domain: undefined, places: [] })).toBeNull();
  const [mistake] = checkPolicy(POLICY.replace('sex: g', 'sex: gg'));
  expect(mistake).toMatchObject({ line: 7, severity: 'error', message: 'data has no attribute "gg"' });
});
