import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedJson, sharedPath } from '../../../../../test/support/shared.js';
import { matrixFromRows, readModel } from '../../index.js';

/** ONNX holds thresholds and values in float32; the README of the reference states 2e-6. */
const TOLERANCE = 2e-6;

describe.skipIf(!hasShared)('ONNX files', () => {
  it.each([
    ['breast-cancer-gbc', 'tree-ensemble', (file: Record<string, never>) => file],
    ['breast-cancer-logreg', 'linear', (file: Record<string, never>) => file.linear],
  ])('of %s predict the raw output of scikit-learn', (name, kind, part) => {
    const reference = part(sharedJson(`reference/explain/${name}.json`)) as unknown as {
      X: number[][];
      rawOutput: unknown[];
    };
    const model = readModel(readFileSync(sharedPath(`reference/explain/${name}.onnx`)));
    expect([model.kind, model.link, model.numOutputs, model.featureNames[3]]).toEqual([kind, 'logit', 1, 'X_3']);
    const raw = model.predictRaw(matrixFromRows(reference.X));
    const expected = reference.rawOutput.flat() as number[];
    expect(raw).toHaveLength(expected.length);
    expected.forEach((value, i) => {
      expect(Math.abs(raw[i]! - value)).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(value)));
    });
  });
});
