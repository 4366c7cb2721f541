import { comparisonOf, type Explanation, explanationRow } from '../../../core/explain/index.js';
import { type Model, outputName, scaleName } from '../../../core/models/index.js';
import { type ExplanationContext, roundsOf } from '../context/index.js';

/** Number of rows per piece of text for standard output, because a large result would not fit one string. */
const ROWS_PER_PIECE = 500;

export interface ExplainDocument {
  readonly context: Pick<ExplanationContext, 'model' | 'digest' | 'background' | 'indices'>;
  readonly explanation: Explanation;
}

/** An explanation as JSON (contracts, section Explanations) in pieces; one line per row. */
export function* explainJson(document: ExplainDocument): Generator<string> {
  const { explanation } = document;
  const { indices } = document.context;
  yield `${JSON.stringify(head(document), null, 2).slice(0, -2)},\n  "rows": [`;
  for (let from = 0; from < indices.length; from += ROWS_PER_PIECE) {
    const lines = indices
      .slice(from, from + ROWS_PER_PIECE)
      .map((index, i) => `\n    ${JSON.stringify(rowOf(explanation, from + i, index))}`);
    yield `${from > 0 ? ',' : ''}${lines.join(',')}`;
  }
  yield '\n  ]\n}\n';
}

/** Names of the explained outputs, unless there is only one without a name. */
function namesOf(model: Model, { outputs, scale }: Explanation): { outputNames?: string[] } {
  const names = outputs.map((output) => outputName(model, output, scale));
  return names.every((name) => name !== null) ? { outputNames: names } : {};
}

function head({ context: { model, digest, background }, explanation }: ExplainDocument): object {
  const { kind } = model;
  return {
    schemaVersion: '1',
    model: {
      kind,
      digest,
      outputs: explanation.outputs.length,
      ...namesOf(model, explanation),
      ...roundsOf(model),
      scale: explanation.scale,
      scaleName: scaleName(model, explanation.scale),
    },
    method: explanation.method,
    comparedWith: comparisonOf({ kind: model.kind }, explanation),
    background:
      explanation.backgroundRows === null || background === null
        ? null
        : { rows: background.rows.rows, digest: background.digest },
    ...(explanation.sampling === null ? {} : { sampling: explanation.sampling }),
    ...(explanation.integration === undefined ? {} : { integration: explanation.integration }),
    ...(explanation.approximation === undefined ? {} : { approximation: explanation.approximation }),
    baseValue: Array.from(explanation.baseValue),
  };
}

function rowOf(explanation: Explanation, r: number, index: number): object {
  const { prediction, values, additivityError } = explanationRow(explanation, r);
  const errors = explanation.standardErrors;
  return {
    index,
    prediction,
    values,
    additivityError,
    ...(errors === null ? {} : { standardErrors: perPlayer(explanation, errors, r) }),
    ...(explanation.interactions === null ? {} : { interactions: interactionsOf(explanation, r) }),
  };
}

function perPlayer(explanation: Explanation, numbers: Float64Array, r: number): Record<string, number[]> {
  const { players, outputs } = explanation;
  const width = outputs.length;
  return Object.fromEntries(
    players.map((name, p) => {
      const start = (r * players.length + p) * width;
      return [name, Array.from(numbers.subarray(start, start + width))];
    }),
  );
}

/** Interaction values of a row, `interactions[i][j][output]`: half of each pair in both cells, players in the order of `values`. */
function interactionsOf(explanation: Explanation, r: number): number[][][] {
  const { players, outputs } = explanation;
  const n = players.length;
  return players.map((_, i) =>
    players.map((_player, j) => {
      const start = ((r * n + i) * n + j) * outputs.length;
      return Array.from(explanation.interactions!.subarray(start, start + outputs.length));
    }),
  );
}
