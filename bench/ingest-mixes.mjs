/**
 * What the records of a benchmark are like. `plain`: short ASCII references and numbers of few digits; `uuid`: 36-byte subjects; `text`: inputs and
 * attributes in German, French and Greek; `exponents`: scores as Python prints small floats; `mixed`: all of these in turn; `groups`: plain ones of 50
 * groups; `watched`: the same of a deployment that the live monitor watches by three requirements; `gated`: plain ones of a deployment behind a gate that is
 * enforced and open.
 */
const KINDS = {
  plain: {},
  uuid: { uuid: true },
  text: { text: true },
  exponents: { exponents: true },
};
const MANY_GROUPS = { groups: { groups: true }, watched: { groups: true } };
export const MIXES = [...Object.keys(KINDS), 'mixed', ...Object.keys(MANY_GROUPS), 'gated'];

/** Subjects that begin so get other digits behind it in every request: the monitor counts each person once in a block. */
export const FRESH = 'person-';

/** Groups of the watched deployment. */
const GROUPS = 50;

export const DEPLOYMENT = 'compas/prod';
export const WATCHED_DEPLOYMENT = 'compas/watched';
export const GATED_DEPLOYMENT = 'compas/gated';

const requirement = (id, what) =>
  `  - { id: ${id}, by: [group], ${what}, evidence: violation, severity: block, smallGroups: report, basis: { kind: ours, source: bench } }\n`;

/** Three metrics of every group; none needs a label, so that every decision is in each of them at once. */
export const WATCHED_POLICY = `tribune: policy/v1
name: bench
version: "1"
data:
  label: { column: truth, positive: ['1'], negative: ['0'] }
  prediction: { column: decided, positive: ['1'], negative: ['0'] }
  favourable: 1
  attributes: { group: { reference: g0 } }
monitor: { block: 1m, falseAlarmsPerDay: 0.1 }
requirements:
${requirement('difference', 'metric: selection_rate, compare: difference, max: 0.1')}${requirement('ratio', 'metric: selection_rate, compare: ratio, min: 0.8')}${requirement('level', 'metric: selection_rate, compare: value, min: 0.3')}`;

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
  const kind = mix === 'mixed' ? kinds[i % kinds.length] : { ...KINDS, ...MANY_GROUPS, gated: {} }[mix];
  const score = Math.round(Math.random() * 1e4) / 1e4;
  return {
    subject: kind.uuid ? uuid() : kind.groups ? `${FRESH}0000000` : `case-${Math.floor(Math.random() * 1e7)}`,
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
            ...(kind.groups ? { group: `g${Math.floor(Math.random() * GROUPS)}` } : {}),
          },
        }
      : {}),
  };
}
