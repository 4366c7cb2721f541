const MAX_STEPS = 200;

/**
 * Root of a function that changes sign between `low` and `high`: false position with the Illinois weight, and bisection whenever a
 * step shrank the bracket by less than half. Ends when no double lies between the two sides.
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  let a = low;
  let b = high;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  for (let step = 0; step < MAX_STEPS; step++) {
    const width = Math.abs(b - a);
    let x = Number.isFinite(fa) && Number.isFinite(fb) ? b - (fb * (b - a)) / (fb - fa) : (a + b) / 2;
    if (step % 3 === 2 || !(x > Math.min(a, b) && x < Math.max(a, b))) x = (a + b) / 2;
    if (x === a || x === b || width <= Number.EPSILON * Math.abs(x)) return x;
    const fx = f(x);
    if (fx === 0) return x;
    if (fx > 0 === fb > 0) {
      b = x;
      fb = fx;
      fa /= 2;
    } else {
      a = b;
      fa = fb;
      b = x;
      fb = fx;
    }
  }
  return b;
}
