/** log of the mean of exp over values[from .. from + count - 1], without overflow. */
export function logMeanExp(values: ArrayLike<number>, from = 0, count = values.length - from): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = from; i < from + count; i++) most = Math.max(most, values[i]!);
  if (most === Number.NEGATIVE_INFINITY) return most;
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += Math.exp(values[i]! - most);
  return most + Math.log(sum / count);
}
