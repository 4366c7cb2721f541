import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../src/core/base/errors.js';
import { nearName } from '../../src/core/base/suggest.js';
import { makePlayers } from '../../src/core/explain/base/players.js';
import { featureIndex } from '../../src/core/explain/effects/common.js';
import { bindFamilies } from '../../src/core/explain/reasons/selection/families.js';
import { readReasons } from '../../src/core/explain/reasons/selection/read-reasons.js';
import { bindConstraints } from '../../src/core/explain/recourse/constraints/bind.js';
import { readConstraints } from '../../src/core/explain/recourse/constraints/read-constraints.js';
import { inputColumns } from '../../src/core/explain/recourse/constraints/table.js';
import { groupTally } from '../../src/core/fairness/tally/index.js';
import { tallyRows } from '../../src/core/fairness/tally/tally.js';
import { bindRows, linearModel, matrixFromRows, nameCategories } from '../../src/core/models/index.js';
import { auditArrays } from '../../src/domain/audits/arrays/index.js';

const names = ['income', 'duration', 'age'];
const features = names.map((name) => ({ name, transform: 'none' as const }));
const model = linearModel({ format: 'test', features, link: 'identity', coefficients: [[1, 1, 1]], intercept: [0] });
const table = { columns: features, rows: matrixFromRows([[1, 2, 3]]) };
const tally = tallyRows(
  { policyDigest: '', attributes: ['race'], weightKind: 'none', score: { kind: 'none' }, scoreScale: 1 },
  [{ values: ['a'], label: 1, prediction: 1, score: null, weight: 1 }],
);
const constraints = (file: object) => readConstraints({ tribune: 'recourse/v1', ...file });
const bound = (file: object) => bindConstraints(constraints(file), model, table, { reference: table });

const silent = (silenced: object) =>
  readReasons({
    tribune: 'reasons/v1',
    domain: 'credit',
    decision: { cutoff: 2 },
    families: { money: { features: names, text: 'income' } },
    ...silenced,
  });

/** A misspelt name where all names are known, and the name that was meant. */
const REFUSALS: readonly (readonly [string, string, () => unknown])[] = [
  ['the input of an effect', 'duration', () => featureIndex(model, 'duratoin')],
  ['the member of a group', 'income', () => makePlayers(names, { money: ['incme'] })],
  ['a value of a row', 'age', () => bindRows(model, [{ income: 1, duration: 2, aeg: 3 }])],
  ['an input of categories', 'income', () => nameCategories(model, { incom: ['a'] })],
  ['a rule of constraints', 'duration', () => bound({ features: { durations: { mutable: true } } })],
  ['a cost of constraints', 'income', () => bound({ features: { age: { mutable: false } }, costs: { inkome: 1 } })],
  ['a key of constraints', 'mutable', () => constraints({ features: { age: { mutabel: true } } })],
  [
    'a protected attribute of recourse',
    'age',
    () =>
      bindConstraints(constraints({ features: { income: { mutable: true } } }), model, table, {
        reference: table,
        protectedFeatures: ['Agee'],
      }),
  ],
  ['a protected attribute of reasons', 'income', () => bindFamilies(silent({ protected: ['incom'] }), model)],
  ['a proxy of reasons', 'duration', () => bindFamilies(silent({ proxies: ['Duration'] }), model)],
  [
    'a column of the data',
    'age',
    () =>
      inputColumns(model, { ...table, columns: features.map((f) => (f.name === 'age' ? { ...f, name: 'agee' } : f)) }),
  ],
  ['an attribute of a tally', 'race', () => groupTally(tally, ['rase'])],
  [
    'an attribute of arrays',
    'race',
    () => auditArrays({ prediction: [1], favourable: 1, attributes: { race: ['a'] }, reference: { rase: 'a' } }),
  ],
];

describe('a misspelt name is refused with the name that was meant, wherever the names are known', () => {
  it.each(REFUSALS)('%s: %s', (_, meant, refused) => {
    let fault: unknown;
    try {
      refused();
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(TribuneError);
    expect((fault as TribuneError).remedy).toContain(`"${meant}`);
    expect((fault as TribuneError).remedy).toContain('Did you mean "');
  });

  it('but a protected attribute that is far from every input, or an input itself, is right', () => {
    const bind = (protectedFeatures: string[]) =>
      bindConstraints(constraints({ features: { income: { mutable: true } }, costs: { income: 1 } }), model, table, {
        reference: table,
        protectedFeatures,
      });
    expect(() => bind(['sex', 'age', 'nationality'])).not.toThrow();
  });

  it('and with none where no name is near', () => {
    expect(nearName('zip', names)).toBe('');
  });
});
