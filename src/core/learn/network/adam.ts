import { arraysOf, type Layers, zerosLike } from './layers.js';

const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
const SMALL = 1e-8;

/**
 * Steps against a gradient by running means of it and of its square.
 * Source: Kingma and Ba 2015, Adam: a method for stochastic optimization, algorithm 1 in the order of section 2.
 */
export function adam(layers: Layers, rate: number): (gradient: Layers) => void {
  const own = arraysOf(layers);
  const means = arraysOf(zerosLike(layers));
  const squares = arraysOf(zerosLike(layers));
  let step = 0;
  return (gradient) => {
    step++;
    const now = (rate * Math.sqrt(1 - SECOND_DECAY ** step)) / (1 - FIRST_DECAY ** step);
    arraysOf(gradient).forEach((slopes, a) => {
      const [values, mean, square] = [own[a]!, means[a]!, squares[a]!];
      for (let i = 0; i < slopes.length; i++) {
        const slope = slopes[i]!;
        mean[i] = FIRST_DECAY * mean[i]! + (1 - FIRST_DECAY) * slope;
        square[i] = SECOND_DECAY * square[i]! + (1 - SECOND_DECAY) * slope * slope;
        values[i]! -= (now * mean[i]!) / (Math.sqrt(square[i]!) + SMALL);
      }
    });
  };
}
