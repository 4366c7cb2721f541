// Writes examples/loans/loans.csv: made-up decisions on 4,000 loans. The score says too little of people of the second district: each repays with a chance 0.12 above it.
// `repaid` knows of the approved only. `repaid_any` also knows of refused people to whom a lot gave the loan all the same; `chance` is what that lot gave them.
//   node examples/loans/make-loans.mjs > examples/loans/loans.csv
import process from 'node:process';

const PEOPLE = 4000;
const CUTOFF = 0.6;
/** What the lot gives a refused person, by whether the score is near the cutoff. */
const CHANCES = { near: 0.2, far: 0.05 };

/** Marsaglia's xorshift of 32 bits (2003, Journal of Statistical Software 8, 14), from a fixed seed: uniform on [0, 1). */
let word = 20_261_129;
function uniform() {
  word ^= word << 13;
  word ^= word >>> 17;
  word ^= word << 5;
  return (word >>> 0) / 4_294_967_296;
}

const lines = ['district,score,approved,repaid,chance,repaid_any'];
for (let i = 0; i < PEOPLE; i++) {
  const district = uniform() < 0.6 ? 'first' : 'second';
  const score = Math.round((uniform() + uniform() + uniform()) * (1000 / 3)) / 1000;
  const repays = uniform() < Math.min(1, score + (district === 'second' ? 0.12 : 0));
  const approved = score >= CUTOFF;
  const chance = approved ? 1 : score >= CUTOFF - 0.2 ? CHANCES.near : CHANCES.far;
  const seen = approved || uniform() < chance;
  const label = repays ? 1 : 0;
  lines.push([district, score, approved ? 1 : 0, approved ? label : '', chance, seen ? label : ''].join(','));
}
process.stdout.write(`${lines.join('\n')}\n`);
