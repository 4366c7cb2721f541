import type { Matrix } from '../../models/index.js';
import { createGenerator, type Seed } from '../../stats/index.js';
import type { GamePlayers } from '../base/players.js';

/** Inputs near a row, with the players that still have the row's values. */
export interface Neighbours {
  readonly rows: Matrix;
  /** 1 where the player has the row's values, `[neighbour * players + player]`. */
  readonly kept: Float64Array;
  readonly weight: Float64Array;
}

/**
 * Draws neighbours of a row: every player keeps the row's values or takes those of one background row, with equal chance; the first
 * neighbour is the row itself. A neighbour with c players changed weighs exp(-c / (2 width^2)), LIME's kernel on the distance sqrt(c).
 */
export function drawNeighbours(
  row: Float64Array,
  background: Matrix,
  players: GamePlayers,
  options: { seed: Seed; stream: number; samples: number; kernelWidth: number },
): Neighbours {
  const { samples, kernelWidth } = options;
  const width = players.names.length;
  const random = createGenerator(options.seed, options.stream);
  const data = new Float64Array(samples * row.length);
  const kept = new Float64Array(samples * width);
  const weight = new Float64Array(samples);
  for (let i = 0; i < samples; i++) {
    const start = random.nextInteger(background.rows) * row.length;
    let changed = 0;
    for (let p = 0; p < width; p++) {
      const keeps = random.nextInteger(2) === 1 || i === 0;
      kept[i * width + p] = +keeps;
      changed += +!keeps;
    }
    for (let j = 0; j < row.length; j++) {
      const isKept = kept[i * width + players.ofFeature[j]!] === 1;
      data[i * row.length + j] = isKept ? row[j]! : background.data[start + j]!;
    }
    weight[i] = Math.exp(-changed / (2 * kernelWidth * kernelWidth));
  }
  return { rows: { data, rows: samples, columns: row.length }, kept, weight };
}
