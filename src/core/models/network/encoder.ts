import type { Matrix } from '../kinds/model.js';

/** How the inputs of a model become the columns that enter its network. */
export interface NetworkEncoder {
  readonly width: number;
  /** Columns of rows of inputs. */
  encode(rows: Matrix): Matrix;
  /** For each column how fast it moves with each input, where it is a sum of inputs; null where it is not (a category, a curve). */
  readonly slopes: readonly (ReadonlyMap<number, number> | null)[];
  /** The one input that each column depends on, -1 where it depends on several. */
  readonly sources: Int32Array;
}
