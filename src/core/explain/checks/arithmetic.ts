import { agree, counted } from '../../base/counted.js';
import { additivityTolerance } from '../base/explanation.js';
import { type CheckContext, explainWith } from './context.js';
import { atMost, type CheckResult } from './result.js';

/** Checks that base value plus contributions equal the prediction of the model itself. */
export function checkAdditive({ explanation, model }: CheckContext): CheckResult {
  const width = explanation.outputs.length;
  let worst = 0;
  explanation.additivityError.forEach((error, r) => {
    const size = Math.max(...explanation.prediction.subarray(r * width, (r + 1) * width).map(Math.abs));
    worst = Math.max(worst, error / Math.max(1, size));
  });
  return atMost(
    'additivity',
    worst,
    additivityTolerance(model),
    `base value plus contributions miss the prediction by at most ${worst.toExponential(1)} x max(1, |f|) over ${counted(explanation.rows, 'row')}`,
  );
}

/** Checks that predictions and values have the same bits when they are computed again from the start. */
export function checkDeterminism(context: CheckContext): CheckResult {
  const { model, rows, options, explanation } = context;
  const again = explainWith(model, rows, options);
  const parts = ['baseValue', 'prediction', 'values'] as const;
  let different = 0;
  for (const part of parts) {
    explanation[part].forEach((value, i) => {
      if (!Object.is(value, again[part][i])) different += 1;
    });
  }
  return atMost(
    'determinism',
    different,
    0,
    `${counted(different, 'number')} ${agree(different, 'differs', 'differ')} when all is computed again`,
  );
}
