import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bindRows, inputGradients, type Matrix, matrixFromRows, type NetworkModel, readModel } from '../../index.js';

interface Case {
  readonly name: string;
  readonly model: string;
  readonly rows?: number[][];
  readonly people?: [number, number, string][];
  readonly published: number[][];
  readonly slopes?: number[][] | null;
}

const { cases, refused } = JSON.parse(readFileSync(new URL('./testdata/networks.json', import.meta.url), 'utf8')) as {
  cases: Case[];
  refused: { name: string; model: string }[];
};

const read = (base64: string, name: string): NetworkModel =>
  readModel(Buffer.from(base64, 'base64'), { name }) as NetworkModel;

/** Slopes of the last published score, by central differences of the model itself. */
function differences(model: NetworkModel, rows: Matrix): number[][] {
  const step = 1e-6;
  const last = (data: Float64Array): number[] => {
    const published = model.predictLinked({ ...rows, data });
    return Array.from({ length: rows.rows }, (_, r) => published[(r + 1) * model.numOutputs - 1]!);
  };
  const found = Array.from({ length: rows.rows }, () => new Array<number>(rows.columns).fill(0));
  for (let j = 0; j < rows.columns; j++) {
    const moved = (by: number): number[] => last(rows.data.map((x, i) => (i % rows.columns === j ? x + by : x)));
    const [up, down] = [moved(step), moved(-step)];
    found.forEach((row, r) => {
      row[j] = (up[r]! - down[r]!) / (2 * step);
    });
  }
  return found;
}

describe('ONNX networks', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s: scores and slopes of onnxruntime', (name, each) => {
    const model = read(each.model, name);
    expect(model.kind).toBe('network');
    const rows = each.rows
      ? matrixFromRows(each.rows)
      : bindRows(
          model,
          each.people!.map(([age, amount, home]) => ({ age, amount, home })),
          { unseen: 'model' },
        );
    const published = model.predictLinked(rows);
    each.published
      .flatMap((row) => (model.chances === 'second' ? row.slice(1) : row))
      .forEach((score, i) => {
        expect(Math.abs(published[i]! - score), `score ${i}`).toBeLessThan(2e-6 * Math.max(1, Math.abs(score)));
      });
    if (!each.slopes) return;
    differences(model, rows).forEach((row, r) => {
      row.forEach((slope, j) => {
        expect(Math.abs(slope - each.slopes![r]![j]!), `row ${r}, input ${j}`).toBeLessThan(1e-6);
      });
    });
    // The slopes of the raw score against its own differences, where the link is the identity.
    if (model.link !== 'identity') return;
    const { slopes } = inputGradients(model, rows, model.numOutputs - 1);
    each.slopes.flat().forEach((slope, i) => {
      expect(Math.abs(slopes[i]! - slope)).toBeLessThan(1e-8 + 1e-7 * Math.abs(slope));
    });
  });

  it('names the operator that it does not read, and what it reads', () => {
    const [attention, lstm] = refused.map((each) => () => read(each.model, each.name));
    expect(attention).toThrow(
      'attention: the graph uses MatMul of two tensors (attention), which is not read natively',
    );
    expect(lstm).toThrow('lstm: the graph uses LSTM as a layer, which is not read natively');
  });
});

describe('hostile ONNX networks', () => {
  it('answers every changed byte with a score or one error, in bounded time', () => {
    const outcomes = { read: 0, refused: 0 };
    for (const { model, name } of cases.filter((each) => each.rows !== undefined).slice(0, 5)) {
      const bytes = Buffer.from(model, 'base64');
      for (let i = 0; i < 120; i++) {
        const copy = Buffer.from(bytes);
        const at = (i * 7919) % copy.length;
        copy[at] = copy[at]! ^ (1 << (i % 8));
        try {
          const read = readModel(copy, { name });
          read.predictRaw(matrixFromRows([new Array<number>(read.featureNames.length).fill(0.5)]));
          outcomes.read++;
        } catch (cause) {
          expect((cause as { code?: string }).code, String(cause)).toMatch(/^(MODEL_INVALID|DATA_VALUE_INVALID)$/);
          outcomes.refused++;
        }
      }
    }
    expect(outcomes.read).toBeGreaterThan(100);
    expect(outcomes.refused).toBeGreaterThan(50);
  });
});
