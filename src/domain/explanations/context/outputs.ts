import { counted } from '../../../core/base/counted.js';
import { TribuneError } from '../../../core/base/errors.js';
import { defaultOutput, type Model } from '../../../core/models/index.js';

/** The output that is used. Throws INVALID_ARGUMENT where there are several and none is named. */
export function oneOutput(model: Model, output: number | undefined): number {
  const last = model.numOutputs - 1;
  const meant = output ?? defaultOutput(model);
  if (meant !== null && meant <= last) return meant;
  const what =
    output === undefined
      ? `the model has ${counted(last + 1, 'output')}`
      : `output ${output}: the model has ${last + 1} output(s)`;
  throw new TribuneError('INVALID_ARGUMENT', what, { remedy: `Name one: output 0 to ${last}.`, reason: 'one-output' });
}
