import type { SkewedMean } from './skewed-mean.js';

/**
 * Mean, variance and skewness of several samples thrown together, from those of each. Chan, Golub and LeVeque (1979); third moments by Pebay (2008), Formulas for
 * robust, one-pass parallel computation of covariances and arbitrary-order statistical moments, Sandia report SAND2008-6212, formula 2.1.
 * Of nobody all are 0.
 */
export function pooledMoments(samples: readonly SkewedMean[]): SkewedMean {
  const sums = samples.filter(({ n }) => n > 0).map(centralSums);
  const { n, mean, second, third } = sums.reduce(together, { n: 0, mean: 0, second: 0, third: 0 });
  return {
    mean,
    variance: n > 1 ? second / (n - 1) : 0,
    skewness: second > 0 ? third / n / (second / n) ** 1.5 : 0,
    n,
  };
}

/** People with the sums of second and third powers of their distance from the mean. */
interface CentralSums {
  readonly n: number;
  readonly mean: number;
  readonly second: number;
  readonly third: number;
}

function centralSums({ n, mean, variance, skewness }: SkewedMean): CentralSums {
  const second = variance * (n - 1);
  return { n, mean, second, third: skewness * n * (second / n) ** 1.5 };
}

function together(a: CentralSums, b: CentralSums): CentralSums {
  const n = a.n + b.n;
  if (n === 0) return a;
  const apart = b.mean - a.mean;
  const both = (a.n * b.n) / n;
  return {
    n,
    mean: a.mean + (apart * b.n) / n,
    second: a.second + b.second + apart ** 2 * both,
    third:
      a.third + b.third + (apart ** 3 * both * (a.n - b.n)) / n + (3 * apart * (a.n * b.second - b.n * a.second)) / n,
  };
}
