import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedJson, sharedPath } from '../../../../test/support/shared.js';
import { matrixFromRows, readModel, type TreeModel } from '../../models/index.js';
import { compileTreeExplainer } from './explainer.js';

/** XGBoost sums in float32. */
const TOLERANCE = 2e-5;

interface Reference {
  readonly modelFiles: string[];
  readonly X: (number | null)[][];
  readonly margin: (number | number[])[];
  readonly prediction: (number | number[])[];
  /** row, (output,) feature + 1 */
  readonly predContribs: unknown[];
  readonly predInteractionsFirst3Rows: unknown[];
}

const numbers = (value: unknown): number[] => (value as never[]).flat(Number.POSITIVE_INFINITY as 5) as number[];

describe.skipIf(!hasShared)('XGBoost files', () => {
  it.each([
    ['xgb-binary', 1, 20 + 20 + 20 * 13 + 3 * 12 * 12],
    ['xgb-multi', 3, 60 + 60 + 20 * 39 + 3 * 3 * 12 * 12],
  ])(
    'of %s give the margins, contributions and interactions of the library, from JSON and UBJSON',
    (file, outputs, total) => {
      const reference = sharedJson<Reference>(`reference/explain/${file}.json`);
      const rows = matrixFromRows(reference.X);
      expect(reference.modelFiles).toHaveLength(2);
      for (const name of reference.modelFiles) {
        const model = readModel(readFileSync(sharedPath(`reference/explain/${name}`)), { name }) as TreeModel;
        let compared = 0;
        const near = (actual: number | undefined, expected: number): void => {
          expect(Math.abs(actual! - expected)).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(expected)));
          compared++;
        };
        const raw = model.predictRaw(rows);
        const linked = model.predictLinked(rows);
        numbers(reference.margin).forEach((margin, i) => {
          near(raw[i], margin);
        });
        numbers(reference.prediction).forEach((prediction, i) => {
          near(linked[i], prediction);
        });
        const explanation = compileTreeExplainer(model, { method: 'path-dependent', interactions: true }).explain(rows);
        reference.predContribs.forEach((contributions, r) => {
          numbers(contributions).forEach((expected, i) => {
            const [k, p] = [Math.floor(i / 13), i % 13];
            near(p === 12 ? explanation.baseValue[k] : explanation.values[(r * 12 + p) * outputs + k], expected);
          });
        });
        reference.predInteractionsFirst3Rows.forEach((matrix, r) => {
          const list = numbers(matrix);
          for (let i = 0; i < list.length; i++) {
            const [k, p, q] = [Math.floor(i / 169), Math.floor((i % 169) / 13), i % 13];
            if (p < 12 && q < 12) near(explanation.interactions![((r * 12 + p) * 12 + q) * outputs + k], list[i]!);
          }
        });
        expect(compared).toBe(total);
      }
    },
  );
});
