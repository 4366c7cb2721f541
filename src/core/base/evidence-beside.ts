/** From here on evidence is written with an exponent, by its logarithm. */
const LARGE_LOG = Math.log(1e9);
/** Most digits more than usual by which evidence is told apart from what it must reach. */
const MOST_MORE = 6;

/**
 * Evidence beside what it must reach: `36,000 of 40`. Both are rounded down, as evidence that is not there is none, and have as many digits as show that one is below the other.
 *
 * @param logEvidence natural logarithm, as `logThreshold`
 * @example evidenceBeside(Math.log(159.62), Math.log(159.71)) // '159.6 of 159.7'
 */
export function evidenceBeside(logEvidence: number, logThreshold: number): string {
  for (let more = 0; more <= MOST_MORE; more++) {
    const [evidence, threshold] = [evidenceText(logEvidence, more), evidenceText(logThreshold, more)];
    if (logEvidence >= logThreshold || evidence !== threshold) return `${evidence} of ${threshold}`;
  }
  const threshold = evidenceText(logThreshold, 0);
  return `just under ${threshold} of ${threshold}`;
}

function evidenceText(log: number, more: number): string {
  if (log >= LARGE_LOG) {
    const exponent = Math.floor(log / Math.LN10);
    return `${roundedDown(Math.exp(log - exponent * Math.LN10), 1 + more)}e+${exponent}`;
  }
  const evidence = Math.exp(log);
  return roundedDown(evidence, more + (evidence < 10 ? 1 : 0));
}

/** Room for the error of a logarithm that is taken back. */
const ROUNDING = 1e-12;

function roundedDown(value: number, digits: number): string {
  const step = 10 ** digits;
  const down = Math.floor(value * step * (1 + ROUNDING)) / step;
  return down.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
