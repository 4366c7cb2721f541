// Writes examples/monitor/decisions.csv: made-up decisions on loans, 80 a day for 30 days. One in two is approved; from 16 March on only one woman in four.
//   node examples/monitor/make-decisions.mjs > examples/monitor/decisions.csv
import process from 'node:process';

const DAYS = 30;
const PER_DAY = 80;
const SHIFT_DAY = 15;
const DAY_MS = 86_400_000;
const start = Date.UTC(2026, 2, 1);

/** Marsaglia's xorshift of 32 bits (2003, Journal of Statistical Software 8, 14), from a fixed seed: uniform on [0, 1). */
let word = 20_260_301;
function uniform() {
  word ^= word << 13;
  word ^= word >>> 17;
  word ^= word << 5;
  return (word >>> 0) / 4_294_967_296;
}

const lines = ['decided_at,sex,approved'];
for (let i = 0; i < DAYS * PER_DAY; i++) {
  const day = Math.floor(i / PER_DAY);
  const at = new Date(start + (i * DAY_MS) / PER_DAY).toISOString().slice(0, 16);
  const sex = uniform() < 0.4 ? 'f' : 'm';
  const rate = sex === 'f' && day >= SHIFT_DAY ? 0.25 : 0.5;
  lines.push(`${at}Z,${sex},${uniform() < rate ? 1 : 0}`);
}
process.stdout.write(`${lines.join('\n')}\n`);
