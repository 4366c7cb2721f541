import { describe, expect, it } from 'vitest';
import { readingAge } from './reading-age.js';
import { frenchSyllables, germanSyllables, spanishSyllables } from './syllables.js';

describe('syllables', () => {
  const counted = (of: (word: string) => number, words: string): string =>
    words
      .split(' ')
      .map((word) => `${word} ${of(word)}`)
      .join(', ');

  it('of German words', () => {
    expect(
      counted(
        germanSyllables,
        'Haus Kredit Entscheidung abzahlen Quelle Theater Einkommen Bäume Zinsen wir Adresse sieben Boot',
      ),
    ).toBe(
      'Haus 1, Kredit 2, Entscheidung 3, abzahlen 3, Quelle 2, Theater 3, Einkommen 3, Bäume 2, Zinsen 2, wir 1, Adresse 3, sieben 2, Boot 1',
    );
  });

  it('of French words, with silent endings', () => {
    expect(
      counted(frenchSyllables, "prêt montant demande revenus dettes chat nous eau paiement quelle l'argent adresse"),
    ).toBe(
      "prêt 1, montant 2, demande 2, revenus 3, dettes 1, chat 1, nous 1, eau 1, paiement 3, quelle 1, l'argent 2, adresse 2",
    );
  });

  it('of Spanish words, with and without hiatus', () => {
    expect(
      counted(spanishSyllables, 'préstamo dinero cuenta país aéreo que deudas ley ciudad ahorros vacío guitarra'),
    ).toBe(
      'préstamo 3, dinero 3, cuenta 2, país 2, aéreo 4, que 1, deudas 2, ley 1, ciudad 2, ahorros 3, vacío 3, guitarra 3',
    );
  });
});

describe('reading age', () => {
  it('by the first Wiener Sachtextformel, by hand', () => {
    // Ten words, one of three syllables, one of more than six letters, eight of one syllable, one sentence.
    const { grade, formula, words } = readingAge('Wir haben in der Stadt ein Haus mit Garten Bewohner.', 'de');
    expect(words).toBe(10);
    expect(formula).toContain('Wiener Sachtextformel');
    // haben, Garten: two syllables; Bewohner: three, eight letters. The other seven have one.
    expect(grade).toBeCloseTo(0.1935 * 10 + 0.1672 * 10 + 0.1297 * 10 - 0.0327 * 70 - 0.875, 12);
  });

  it('by Kandel and Moles and by Fernández Huerta, as a grade by the table of Flesch', () => {
    // Five words of one syllable: 207 - 1.015 x 5 - 73.6 = 128.3, above all the table: what is easier than its first line goes on as its first step.
    expect(readingAge('Le chat dort sur toi.', 'fr').grade).toBeLessThan(4);
    // Four words of 8 syllables: 206.84 - 60 x 2 - 1.02 x 4 = 82.76, between 90 (fifth grade) and 80 (sixth).
    expect(readingAge('Pidió menos dinero hoy.', 'es').grade).toBeCloseTo(5 + (90 - 82.76) / 10, 10);
  });

  it('that is not known is none: a language without a formula, a text without words', () => {
    expect(readingAge('To jest decyzja.', 'pl')).toMatchObject({
      grade: null,
      age: null,
      status: 'undefined',
      formula: null,
      words: 3,
    });
    expect(readingAge('', 'de')).toMatchObject({ age: null, status: 'undefined' });
    expect(readingAge('Das ist es.', 'de-AT').formula).toContain('Wiener');
    expect(readingAge('Das ist es.', 'constructor').formula).toBeNull();
  });

  it('falls with shorter words and sentences in every language', () => {
    const pairs = {
      de: [
        'Sie haben noch zwei Kredite.',
        'Einkommensverhältnisse beeinträchtigen Kreditentscheidungen außerordentlich, sodass Finanzierungsmöglichkeiten entfallen.',
      ],
      fr: [
        'Vous gagnez moins.',
        'Les caractéristiques particulièrement défavorables de votre situation patrimoniale compromettent irrémédiablement cette opération.',
      ],
      es: [
        'Gana menos.',
        'Las características particularmente desfavorables de su situación patrimonial comprometen irremediablemente esta operación.',
      ],
    };
    for (const [locale, [easy, hard]] of Object.entries(pairs)) {
      expect(readingAge(easy!, locale).status, locale).toBe('ok');
      expect(readingAge(hard!, locale).status, locale).toBe('too hard');
    }
  });
});
