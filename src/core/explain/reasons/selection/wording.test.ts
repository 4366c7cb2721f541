import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../../base/errors.js';
import { REASON_TEXTS } from '../texts/catalogue.js';
import { lintWording } from '../words/lint-wording.js';
import { countSyllables, readingAge } from '../words/reading-age.js';
import { readReasons } from './read-reasons.js';

describe('lintWording', () => {
  it.each([
    'You do not meet our internal standards.',
    'Your application does not follow company policy.',
    'Insufficient credit score.',
    'Your score is below what we need.',
    'You did not reach the qualifying score.',
    'You do not qualify.',
    'Your overall profile is weak.',
    'Other reasons.',
    'Our algorithm rejected you.',
    'Proprietary information.',
    'You are too old.',
    'Your marital status.',
    'Income',
  ])('refuses "%s" with a basis', (text) => {
    const [fault] = lintWording(text);
    expect(fault?.basis).toBeTruthy();
  });

  it.each(['Length of residence', 'The average age of your accounts is low.', 'You asked for a high amount.'])(
    'accepts "%s"',
    (text) => {
      expect(lintWording(text)).toEqual([]);
    },
  );
});

const sentences = REASON_TEXTS.flatMap((set) =>
  Object.entries(set.texts).flatMap(([code, text]) =>
    Object.entries(text).map(
      ([variant, wording]) => [`${set.id}/${code}/${variant}`, wording as string, set.locale] as const,
    ),
  ),
);

describe('the texts that ship', () => {
  it('cover credit, hiring, housing and insurance, dated and with basis and origin', () => {
    const english = REASON_TEXTS.filter((set) => set.locale === 'en');
    expect(english.map((set) => set.domain).sort()).toEqual(['credit', 'hiring', 'housing', 'insurance']);
    expect(REASON_TEXTS.filter((set) => set.domain === 'credit').map((set) => set.locale)).toEqual([
      'de',
      'es',
      'fr',
      'en',
    ]);
    for (const set of REASON_TEXTS) {
      expect(set.date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(set.basis.length * set.origin.length).toBeGreaterThan(0);
    }
  });

  it.each(sentences)('%s passes the lint', (_, wording, locale) => {
    expect(lintWording(wording, locale)).toEqual([]);
  });

  it.each(REASON_TEXTS.map((set) => [set.id, set] as const))('%s reads at the age of 14 or below', (_, set) => {
    const all = Object.values(set.texts).flatMap(({ topic, ...variants }) => Object.values(variants));
    expect(readingAge(all.join(' '), set.locale).status).toBe('ok');
  });
});

describe('readingAge', () => {
  it('counts syllables', () => {
    const counts = ['loan', 'income', 'payment', 'history', 'asked', 'wanted', 'people', 'insurance'].map(
      countSyllables,
    );
    expect(counts).toEqual([1, 2, 2, 3, 1, 2, 2, 3]);
  });

  it('follows Flesch-Kincaid: 0.39 words per sentence + 11.8 syllables per word - 15.59', () => {
    // 6 words, 1 sentence, 6 syllables.
    expect(readingAge('The cat sat on the mat.').grade).toBeCloseTo(0.39 * 6 + 11.8 - 15.59, 9);
  });

  it('finds legal prose too hard', () => {
    const text =
      'Notwithstanding anticipatory considerations, creditworthiness determinations necessitate documentation.';
    expect(readingAge(text).status).toBe('too hard');
  });

  it('is undefined, not zero, without words', () => {
    expect(readingAge(' ... ')).toMatchObject({ grade: null, age: null, status: 'undefined' });
  });
});

describe('readReasons', () => {
  const base = {
    tribune: 'reasons/v1',
    domain: 'credit',
    families: { income: { features: ['income'], text: 'income' } },
  };
  const own = (text: string) => ({
    ...base,
    families: { a: { features: ['a'], texts: { topic: 'Your rent', any: text } } },
  });
  const broken: [string, unknown, string, RegExp][] = [
    ['another version', { ...base, tribune: 'reasons/v0' }, 'tribune', /reasons\/v1/],
    ['an unknown domain', { ...base, domain: 'sport' }, 'domain', /credit, hiring/],
    ['a language without texts', { ...base, locale: 'xx' }, 'jurisdiction', /There are: .*credit US en/],
    [
      'an unknown text',
      { ...base, families: { a: { features: ['a'], text: 'incme' } } },
      'families.a.text',
      /Known: loan-amount/,
    ],
    [
      'a text that is a property of every object',
      { ...base, families: { a: { features: ['a'], text: 'constructor' } } },
      'families.a.text',
      /no text/,
    ],
    [
      'a family without features',
      { ...base, families: { a: { features: [], text: 'income' } } },
      'families.a.features',
      /no feature/,
    ],
    ['a family without text', { ...base, families: { a: { features: ['a'] } } }, 'families.a.text', /expected text/],
    ['vague wording', own('You did not meet our internal standards.'), 'families.a.texts.any', /1002.9/],
    ['more than four reasons', { ...base, maxReasons: 5 }, 'maxReasons', /1 to 4/],
    ['a materiality of 1', { ...base, materiality: 1 }, 'materiality', /below 1/],
    ['a cutoff that is text', { ...base, decision: { cutoff: 'half' } }, 'decision.cutoff', /finite number/],
    [
      'an unknown scale',
      { ...base, decision: { cutoff: 1, cutoffScale: 'odds' } },
      'decision.cutoffScale',
      /raw, linked/,
    ],
  ];
  it.each(broken)('refuses %s and says where', (_, value, path, message) => {
    const run = () => readReasons(value, 'ecoa.yaml');
    expect(run).toThrow(TribuneError);
    try {
      run();
    } catch (error) {
      const known = error as TribuneError;
      expect(known.place?.name).toBe(path);
      expect(`${known.message} ${known.remedy}`).toMatch(message);
    }
  });

  it('needs no text for a protected family: it is never printed', () => {
    const config = readReasons({ ...base, protected: ['sex'], families: { sex: { features: ['sex'] } } });
    expect(config.families[0]!.text).toBeNull();
  });
});

describe('a sentence about a high or low value', () => {
  const directed = sentences.filter(([id]) => /\/(high|low)$/.test(id));

  it.each(directed)('%s claims nothing but the amount', (_, wording) => {
    // "The kind of job you hold counted" would be invented: the number measures time in the job.
    expect(wording).not.toMatch(/^The kinds? of .* counted against|line of work/);
  });
});
