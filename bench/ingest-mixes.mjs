/**
 * What the records of a benchmark are like. `plain`: short ASCII references and numbers of few digits; `uuid`: 36-byte subjects; `text`: inputs and
 * attributes in German, French and Greek; `exponents`: scores as Python prints small floats; `mixed`: all of these in turn.
 */
const KINDS = {
  plain: {},
  uuid: { uuid: true },
  text: { text: true },
  exponents: { exponents: true },
};
export const MIXES = [...Object.keys(KINDS), 'mixed'];

const WORDS = ['Größe', 'Straße 12, Köln', 'médiocre', 'élevé', 'Αθήνα', 'naïve', '東京', 'zażółć'];
const RACES = ['African-American', 'Asian', 'Caucasian', 'Hispanic', 'Native American', 'Other'];

const hex = (n) =>
  Math.floor(Math.random() * 16 ** n)
    .toString(16)
    .padStart(n, '0');
const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;

/** The names given, parted by commas; throws at any other, with those there are. */
export function mixesOf(text) {
  const names = text.split(',');
  const wrong = names.find((name) => !MIXES.includes(name));
  if (wrong !== undefined) throw new Error(`no mix "${wrong}": one of ${MIXES.join(', ')}`);
  return names;
}

/** The fields that differ from mix to mix, of the i-th record. */
export function fieldsOf(mix, i, { attributes = true } = {}) {
  const kinds = Object.values(KINDS);
  const kind = mix === 'mixed' ? kinds[i % kinds.length] : KINDS[mix];
  const score = Math.round(Math.random() * 1e4) / 1e4;
  return {
    subject: kind.uuid ? uuid() : `case-${Math.floor(Math.random() * 1e7)}`,
    inputs: {
      age: 18 + (i % 60),
      priors_count: i % 23,
      charge: i % 2 ? 'F' : 'M',
      ...(kind.text ? { wohnort: WORDS[i % WORDS.length], qualité: WORDS[(i >> 3) % WORDS.length] } : {}),
    },
    // JSON.stringify writes numbers below 1e-6 with an exponent.
    score: kind.exponents ? (score + 1e-4) * 1e-7 : score,
    ...(attributes
      ? {
          attributes: {
            race: kind.text ? WORDS[i % WORDS.length] : RACES[i % RACES.length],
            sex: i % 5 ? 'Male' : 'Female',
          },
        }
      : {}),
  };
}
