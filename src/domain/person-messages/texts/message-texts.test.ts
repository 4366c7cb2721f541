import { describe, expect, it } from 'vitest';
import { type MessageValues, missingIn, writeMessage } from './index.js';

const KNOWN: MessageValues = {
  ...{
    sender: 'Bank of X',
    contact: 'help@bank.example',
    decidedOn: '30 November 2026',
    code: 'AAAAA',
    page: 'https://t.example/notice',
  },
  ...{ link: 'https://t.example/notice/AAAAA', linkUntil: '8 June 2027', contestUntil: '30 May 2027' },
};
const missing = (places: readonly string[], values: MessageValues, domain: string | null = 'credit') =>
  missingIn({ kind: 'notice', language: 'en', places, domain }, values).map(({ field, duty }) => `${field} ${duty}`);

describe('a message to a person', () => {
  it('lacks by name what a duty of its place asks for, and what its lines cannot be said without', () => {
    expect(missing(['BR'], KNOWN)).toEqual([]);
    expect(missing(['DE-BY'], KNOWN)).toEqual(['purpose eu-gdpr-controller', 'system eu-ai-act-26-11']);
    expect(missing(['US', 'FR'], { ...KNOWN, contact: null, purpose: 'loans', system: 'tree' })).toEqual([
      'contact eu-gdpr-controller',
      'address us-ecoa-creditor',
    ]);
    // A duty of one kind of decisions is asked for where nobody says of which kind it is.
    const known = { ...KNOWN, purpose: 'loans' };
    expect([missing(['US'], known, 'hiring'), missing(['US'], known, null)]).toEqual([
      [],
      ['address us-ecoa-creditor'],
    ]);
    // Blanks are nothing, and each word is named once.
    expect(missing([], { ...KNOWN, sender: ' ', code: null })).toEqual(['sender notice', 'code texts']);
  });

  it('says what is known, each on a line of its own, and leaves out what is not', () => {
    const { texts, subject, text } = writeMessage('notice', 'en', { ...KNOWN, sender: 'Bank\r\nSubject: x' });
    expect([texts, subject]).toEqual(['message-en 1', 'A decision about you']);
    expect(text).toContain('Bank Subject: x made a decision about you on 30 November 2026.\n');
    expect(text).toContain('\n\nhttps://t.example/notice/AAAAA\n\n');
    expect(text).not.toMatch(/It was about|system|\{|undefined|null/);
    expect(writeMessage('notice', 'de', KNOWN).text).toContain('hat am 30 November 2026 über Sie entschieden');
    // A language without texts of its own is told so by the language that is given back.
    expect(writeMessage('notice', 'xx', KNOWN).language).toBe('en');
  });
});
